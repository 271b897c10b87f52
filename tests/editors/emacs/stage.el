;;; stage.el --- What the checks in Emacs stand on  -*- lexical-binding: t -*-

;; Texts in buffers, waiting with a limit, and a line of JSON for each check. The checks come after, in one Emacs.

(require 'flymake)
(require 'json)
(require 'pattern-mode)
(require 'pattern-play)

(defvar folder (file-name-as-directory (getenv "CHECKS_FOLDER")))
(defvar python (getenv "CHECKS_PYTHON"))
(defvar said nil "Messages, the latest first.")
(defvar outcomes nil "What became of evaluations, the latest first.")

(setq-default case-fold-search nil)
(setq pattern-server-command (list python "-m" "pattern_server.lsp.server")
      pattern-settings '(:outputs ["none"] :swap "now")
      make-backup-files nil
      eglot-autoreconnect 1)
(advice-add 'message :before (lambda (form &rest args) (when form (push (apply #'format-message form args) said))))
(add-hook 'pattern-evaluated-functions (lambda (ok text) (push (cons ok text) outcomes)))

;; Batch mode never takes in what became of files, and does not see that a process has died as long as that waits.
(advice-add 'file-notify-add-watch :override #'ignore)
(advice-add 'file-notify-rm-watch :override #'ignore)

(defmacro await (what &optional seconds)
  "Wait until WHAT is not nil, and give it back; an error after SECONDS."
  `(let ((deadline (+ (float-time) ,(or seconds 30))) found)
     (while (not (setq found ,what))
       (when (> (float-time) deadline) (error "Waited in vain: %S" ',what))
       (accept-process-output nil 0.01))
     found))

(defmacro must (what)
  "An error unless WHAT."
  `(or ,what (error "Not so: %S" ',what)))

(defun open (name text)
  "A buffer of the file NAME with TEXT, in which the server answers."
  (let ((path (concat folder name)))
    (write-region text nil path nil 'silent)
    (find-file path)
    (run-hooks 'post-command-hook)
    (await (eglot-managed-p) 60)))

(defun become (text)
  "The buffer holds TEXT."
  (erase-buffer)
  (insert text)
  (goto-char (point-min)))

(defun at (text)
  "Point is at TEXT, and the server knows all that is written; batch mode is never idle."
  (when (eglot-managed-p)
    (eglot--signal-textDocument/didChange))
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun state (name)
  (plist-get pattern-state name))

(defun problems ()
  "The messages of what is underlined, when the server has said all."
  (when (eglot-managed-p)
    (eglot--signal-textDocument/didChange))
  (flymake-start)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun lit ()
  "The texts that are lit."
  (mapcar (lambda (one) (with-current-buffer (overlay-buffer one)
                          (buffer-substring-no-properties (overlay-start one) (overlay-end one))))
          (pattern-lights-lit)))

(defun stays-dark ()
  "After a while nothing is lit, for longer than a beat lasts."
  (let ((dark 0))
    (await (progn
             (setq dark (if (lit) 0 (1+ dark)))
             (> dark 60)))))

(defun outcome (action)
  "What became of the evaluation that ACTION asks for."
  (setq outcomes nil)
  (funcall action)
  (await outcomes)
  (car outcomes))

(defun flashes (face)
  "What is flashing in FACE."
  (mapcar (lambda (one) (buffer-substring-no-properties (overlay-start one) (overlay-end one)))
          (seq-filter (lambda (one) (and (overlay-get one 'pattern-flash) (eq (overlay-get one 'face) face)))
                      (overlays-in (point-min) (point-max)))))

(defun parts (what)
  "The keys of the parts of which WHAT is true."
  (mapcar (lambda (one) (plist-get one :key))
          (seq-filter (lambda (one) (eq (plist-get one what) t)) pattern-parts)))

(defun ask (method &rest params)
  (jsonrpc-request (eglot-current-server) method
                   (append (list :textDocument (list :uri (pattern--uri))) params) :deferred method))

(defvar wanted (split-string (or (getenv "CHECKS_ONLY") "")))

(defmacro check (title &rest body)
  "Do BODY, and write whether it went well, as TITLE."
  (declare (indent 1))
  `(when (or (null wanted) (seq-some (lambda (one) (string-prefix-p one ,title)) wanted))
     (let (trouble (begun (float-time)))
       (condition-case err (progn ,@body) (error (setq trouble (error-message-string err))))
       (princ (concat (json-serialize
                       (list :title ,title :trouble (or trouble :null) :seconds (- (float-time) begun)
                             :said (if trouble (format "%s\n%S" (string-join (seq-take said 5) "\n") pattern-state) "")))
                      "\n")))))

(defconst song "tempo 120;\nrhythm beat {\n  kick: synth \"Kick*8\";\n}\nmelody tune {\n  piano \"c4*8\";\n}\n")
;;; stage.el ends here
