;;; pattern-mode.el --- Write and play music in Pattern  -*- lexical-binding: t -*-

;; Author: Pattern Studio
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: languages, multimedia

;;; Commentary:

;; A major mode for files *.pattern: colours, indentation, comments.  What the music does, and
;; everything that needs to know the language, comes from the server; see pattern-play.el.

;;; Code:

(require 'pattern-words)

(declare-function pattern-play-set-up "pattern-play")

(defgroup pattern nil
  "Write and play music."
  :group 'languages
  :prefix "pattern-")

(defcustom pattern-indent-offset 2
  "Columns by which what stands in brackets is further in."
  :type 'integer
  :safe #'integerp)

(defface pattern-note '((t :inherit font-lock-constant-face))
  "Notes, chords and numerals in strings."
  :group 'pattern)

(defface pattern-drum '((t :inherit font-lock-type-face))
  "Drums."
  :group 'pattern)

(defface pattern-rest '((t :inherit shadow))
  "Rests in strings."
  :group 'pattern)

(defface pattern-sign '((t :inherit font-lock-builtin-face))
  "Brackets and marks in strings."
  :group 'pattern)

(defface pattern-number '((t :inherit font-lock-constant-face))
  "Numbers."
  :group 'pattern)

(defvar pattern-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23" table)
    (modify-syntax-entry ?\n "> b" table)
    (modify-syntax-entry ?_ "w" table)
    (modify-syntax-entry ?# "w" table)
    (modify-syntax-entry ?' "." table)
    (dolist (sign '(?+ ?- ?% ?< ?> ?= ?& ?| ?~))
      (modify-syntax-entry sign "." table))
    table)
  "What signs are in Pattern.")

(defun pattern--at-item (words)
  "A regular expression for WORDS where an item can begin."
  (concat "\\(?:^\\|[;{}/]\\)[ \t]*\\(" (regexp-opt words) "\\)\\_>[ \t]*[^ \t=(.]"))

(defun pattern--tail (words)
  "A regular expression for WORDS where they are no method and no argument."
  (concat "\\(?:^\\|[^.[:word:]]\\)\\(" (regexp-opt words) "\\)\\_>[ \t]*\\(?:[^ \t=(.]\\|$\\)"))

(defun pattern--in-string (expression)
  "A matcher of EXPRESSION inside of strings."
  (lambda (limit)
    (let (found)
      (while (and (not found) (re-search-forward expression limit t))
        (setq found (nth 3 (save-excursion (syntax-ppss (match-end 0)))))
        (unless (or found (eobp) (> (match-end 0) (match-beginning 0)))
          (forward-char)))
      found)))

(defconst pattern--word-end "\\(?:[^[:word:]'.+-]\\|\\'\\)"
  "What a word of a string does not go on with.")

(defconst pattern-font-lock-keywords
  (let ((note "[A-Ga-g]\\(?:#+\\|b+\\|s+\\)?-?[0-9]*")
        (before "\\(?:^\\|[^[:word:]'.+-]\\)"))
    `((,(pattern--at-item (append pattern-words-headers pattern-words-items))
       1 font-lock-keyword-face)
      (,(concat "\\_<\\(" (regexp-opt pattern-words-roles) "\\)\\_>\\(?:[ \t]+\\([[:alpha:]]\\w*\\)\\)?")
       (1 font-lock-keyword-face) (2 font-lock-type-face nil t))
      (,(concat "\\_<\\(let\\|def\\|param\\|section\\)[ \t]+\\([[:alpha:]]\\w*\\)")
       (1 font-lock-keyword-face) (2 font-lock-function-name-face))
      (,(pattern--tail (append pattern-words-tails pattern-words-inner '("and" "or" "not")))
       1 font-lock-keyword-face)
      ("\\(?:^\\|[;{]\\)[ \t]*\\([[:alpha:]]\\w*\\)[ \t]*:[^0-9]" 1 font-lock-variable-name-face)
      (,(concat "\\.[ \t]*\\(" (regexp-opt pattern-words-functions) "\\)\\_>")
       1 font-lock-function-name-face)
      (,(concat "\\_<\\(" (regexp-opt pattern-words-functions) "\\)[ \t]*(")
       1 font-lock-function-name-face)
      ("\\_<[0-9]+\\(?:[.:][0-9]+\\)*\\(?:m?s\\)?\\_>" 0 'pattern-number)
      (,(concat "\\_<" note "\\_>") 0 'pattern-note)
      (,(concat "\\_<" (regexp-opt pattern-words-drums) "\\_>") 0 'pattern-drum)
      (,(pattern--in-string (concat before "\\(" note "\\)" "\\_>")) 1 'pattern-note prepend)
      (,(pattern--in-string
         (concat before "\\([A-G][#b]?" (regexp-opt pattern-words-chords) "\\)\\_>"))
       1 'pattern-note prepend)
      (,(pattern--in-string (concat "\\_<" (regexp-opt pattern-words-drums) "\\_>"))
       0 'pattern-drum prepend)
      (,(pattern--in-string "-?\\_<[0-9]+\\(?:\\.[0-9]+\\)?\\_>") 0 'pattern-number prepend)
      (,(pattern--in-string "\\(?:^\\|[^[:word:]]\\)\\([~-]\\)[^[:word:]~#^'.-]") 1 'pattern-rest prepend)
      (,(pattern--in-string "[][<>{}(),|*/!@?:%$]") 0 'pattern-sign prepend)))
  "What words are coloured by.")

(defun pattern-indent-line ()
  "Bring the line as far in as its brackets are deep.
Inside strings and comments nothing is moved."
  (interactive)
  (let* ((state (save-excursion (syntax-ppss (line-beginning-position))))
         (depth (car state))
         (behind (- (point) (save-excursion (back-to-indentation) (point)))))
    (unless (nth 8 state)
      (save-excursion
        (back-to-indentation)
        (while (memq (char-after) '(?\} ?\) ?\]))
          (setq depth (1- depth))
          (forward-char))
        (indent-line-to (* pattern-indent-offset (max 0 depth))))
      (when (<= behind 0)
        (back-to-indentation)))))

(defvar pattern-mode-map
  (let ((map (make-sparse-keymap)))
    (pcase-dolist (`(,key . ,command)
                   '(("C-c C-c" . pattern-eval-block)
                     ("C-<return>" . pattern-eval-block)
                     ("C-c C-f" . pattern-eval-file)
                     ("C-c C-r" . pattern-eval-region)
                     ("C-c C-k" . pattern-hush)
                     ("C-c C-q" . pattern-panic)
                     ("C-c C-SPC" . pattern-play-or-stop)
                     ("C-c C-m" . pattern-mute)
                     ("C-c C-s" . pattern-solo)
                     ("C-c C-t" . pattern-tap)
                     ("C-c C-u" . pattern-undo)
                     ("C-c C-y" . pattern-redo)
                     ("C-c C-w" . pattern-render)
                     ("C-c C-j" . pattern-goto)
                     ("C-c C-n" . pattern-knob)
                     ("C-c C-a" . pattern-audition)
                     ("M-<up>" . pattern-step-up)
                     ("M-<down>" . pattern-step-down)))
      (define-key map (kbd key) command))
    map)
  "Keys of `pattern-mode'.")

;;;###autoload
(define-derived-mode pattern-mode prog-mode "Pattern"
  "A mode for music written in Pattern."
  (setq-local font-lock-defaults '(pattern-font-lock-keywords))
  (setq-local comment-start "// ")
  (setq-local comment-end "")
  (setq-local comment-start-skip "\\(?://+\\|/\\*+\\)[ \t]*")
  (setq-local indent-line-function #'pattern-indent-line)
  (setq-local indent-tabs-mode nil)
  (setq-local electric-indent-chars (append "{}();\n" nil))
  (if (not (require 'eglot nil t))
      (message "Pattern plays by way of eglot, which is not here: M-x package-install RET eglot RET")
    (require 'pattern-play)
    (pattern-play-set-up)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.pattern\\'" . pattern-mode))

(provide 'pattern-mode)
;;; pattern-mode.el ends here
