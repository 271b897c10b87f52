;;; writing.el --- What the test plan asks of opening and writing  -*- lexical-binding: t -*-

;; In the Emacs of stage.el; what is opened here is played by playing.el.

(check "OPEN-1: a text has its language and its colours before any server"
  (let ((pattern-start-server nil))
    (write-region (concat "// words\n" song) nil (concat folder "colours.pattern") nil 'silent)
    (find-file (concat folder "colours.pattern"))
    (must (eq major-mode 'pattern-mode))
    (font-lock-ensure)
    (cl-flet ((face (text) (at text) (let ((found (get-text-property (point) 'face))) (if (listp found) (car found) found))))
      (must (eq (face "words") 'font-lock-comment-face))
      (must (eq (face "tempo") 'font-lock-keyword-face))
      (must (eq (face "rhythm") 'font-lock-keyword-face))
      (must (eq (face "beat") 'font-lock-type-face))
      (must (eq (face "\"Kick") 'font-lock-string-face))
      (must (eq (face "Kick") 'pattern-drum))
      (must (eq (face "*8") 'pattern-sign))
      (must (eq (face "c4") 'pattern-note))
      (must (eq (face "120") 'pattern-number)))
    (must (not (eglot-managed-p)))
    (kill-buffer)))

(check "FIND-3: no server anywhere is one message that says what to do"
  (let ((pattern-server-command '("no-such-pattern-lsp")))
    (setq said nil)
    (write-region song nil (concat folder "alone.pattern") nil 'silent)
    (find-file (concat folder "alone.pattern"))
    (run-hooks 'post-command-hook)
    (must (equal (seq-filter (lambda (one) (string-match-p "pattern" one)) said)
                 '("There is no no-such-pattern-lsp: pip install pattern-studio, or set pattern-server-command")))
    (kill-buffer)))

(check "FIND-2: the server of a .venv above the text is started"
  (let* ((pattern-server-command nil)
         (default-directory (concat folder "deep/deeper/"))
         (server (concat folder "deep/.venv/bin/pattern-lsp")))
    (make-directory default-directory t)
    (make-directory (file-name-directory server) t)
    (write-region (format "#!/bin/sh\nexec '%s' -m pattern_server.lsp.server \"$@\"\n" python) nil server nil 'silent)
    (set-file-modes server #o755)
    (open "deep/deeper/found.pattern" song)
    (must (equal (process-command (jsonrpc--process (eglot-current-server))) (list server)))
    (eglot-shutdown (eglot-current-server))
    (kill-buffer)))

(check "OPEN-2: the server starts and answers about the text"
  (open "song.pattern" song)
  (must (equal (plist-get (ask :textDocument/hover :position '(:line 0 :character 1)) :range)
               '(:start (:line 0 :character 0) :end (:line 0 :character 5)))))

(check "FIND-1: it is the server that the settings name"
  (must (equal (process-command (jsonrpc--process (eglot-current-server))) pattern-server-command)))

(check "HELP-1: the mode and its commands are documented"
  (must (string-match-p "C-c C-c" (substitute-command-keys (format "\\<pattern-mode-map>\\[pattern-eval-block]"))))
  (map-keymap (lambda (_ key) (must (or (keymapp key) (documentation key)))) pattern-mode-map)
  (must (documentation 'pattern-mode)))

;; Writing

(check "DIAG-1: a mistake is underlined, with its code and sentence"
  (become (concat song "melody b { piano \"c4\".fst(2); }\n"))
  (await (seq-find (lambda (one) (string-match-p "PS[0-9]+.*fst" one)) (problems)))
  (must (equal (mapcar (lambda (one) (buffer-substring (flymake-diagnostic-beg one) (flymake-diagnostic-end one)))
                       (flymake-diagnostics))
               '("fst"))))

(check "DIAG-3: the quick fix mends it"
  (at "fst")
  (let* ((action (seq-find (lambda (one) (equal (plist-get one :kind) "quickfix"))
                           (eglot-code-actions (point) (+ 3 (point)) "quickfix")))
         (edit (plist-get action :edit)))
    (eglot--apply-workspace-edit edit)
    (must (string-match-p "\\.fast(2)" (buffer-string)))))

(check "DIAG-2: nothing is underlined any more"
  (await (null (problems))))

(defun offered ()
  "What is offered at point."
  (eglot--signal-textDocument/didChange)
  (pcase-let ((`(,begin ,end ,table . ,_) (eglot-completion-at-point)))
    (mapcar (lambda (one) (string-trim (substring-no-properties one)))
            (all-completions (buffer-substring begin end) table))))

(check "COMPLETE-1: methods are offered behind a dot"
  (become "melody b { piano \"c4\".fa")
  (goto-char (point-max))
  (must (member "fast" (offered))))

(check "COMPLETE-2: drums are offered in a rhythm's string"
  (become "rhythm b { synth \"Ki")
  (goto-char (point-max))
  (must (member "Kick" (offered)))
  (become (concat song "melody b { piano \"c4\".fast(2); }\n")))

(check "HOVER-1: a word's signature and meaning are shown"
  (at "fast(2)")
  (must (string-match-p "fast(factor" (format "%s" (ask :textDocument/hover :position (pattern--position))))))

(check "SIGNATURE-1: a call's arguments are shown"
  (at "2); }")
  (must (string-match-p "factor" (format "%s" (ask :textDocument/signatureHelp :position (pattern--position))))))

(check "SYMBOL-1: blocks and sections are listed"
  (become (concat song "section verse 2 bars { tune; }\nform verse;\n"))
  (eglot--signal-textDocument/didChange)
  (let ((listed (format "%s" (eglot-imenu))))
    (dolist (name '("beat" "tune" "verse"))
      (must (string-match-p name listed)))))

(check "GOTO-1: point goes to where a name is given"
  (become "let riff = \"c4 e4\";\nmelody { piano riff; }\n")
  (at "riff;")
  (let ((xref-prompt-for-identifier nil))
    (call-interactively #'xref-find-definitions))
  (must (equal (line-number-at-pos) 1)))

(check "RENAME-1: all places of a name change, in strings too"
  (become "let riff = \"c4 e4\";\nmelody { piano \"$riff g4\"; }\n")
  (at "riff")
  (eglot-rename "turn")
  (must (equal (buffer-string) "let turn = \"c4 e4\";\nmelody { piano \"$turn g4\"; }\n")))

(check "FORMAT-1: blanks have the one form"
  (become "melody  {piano   \"c4\" ; }")
  (eglot-format-buffer)
  (must (equal (string-trim (buffer-string)) "melody { piano \"c4\"; }")))

(check "STEP-1: a number is stepped"
  (become "tempo 120;\n")
  (at "120")
  (pattern-step-up)
  (await (string-match-p "121" (buffer-string)))
  (pattern-step-down 2)
  (await (string-match-p "119" (buffer-string))))
;;; writing.el ends here
