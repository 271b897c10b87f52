;;; pattern-play.el --- Play Pattern through its language server  -*- lexical-binding: t -*-

;;; Commentary:

;; The commands, and what the server tells of the music.  Everything is asked of pattern-lsp
;; through eglot; docs/protocol.md of Pattern Studio says what there is.

;;; Code:

(require 'cl-lib)
(require 'eglot)
(require 'pattern-lights)
(require 'url-util)

(defcustom pattern-server-command nil
  "The language server, with its arguments.
Nil means `pattern-lsp' in a .venv in a folder above the text, or else
on the path."
  :group 'pattern
  :type '(choice (const nil) (repeat string)))

(defcustom pattern-start-server t
  "Whether the server is started with the first text."
  :group 'pattern
  :type 'boolean)

(defcustom pattern-settings nil
  "Settings of the server, as a property list of their names in docs/protocol.md."
  :group 'pattern
  :type 'plist)

(defclass pattern-server (eglot-lsp-server) ()
  :documentation "A pattern-lsp.")

(defvar pattern-state nil
  "What the server said last of where the music is: a property list, or nil.")

(defvar pattern-parts nil
  "The parts of the music, in order, as property lists.")

(defconst pattern-most-changes 1000
  "How many changes are remembered at most.")

(defvar-local pattern--base nil
  "A version of the text, what it was, and the changes since, the latest first.
A change is the version that it made, where it begins, how many signs
went, and what came.")

(defun pattern--command ()
  "The command line of the server, or nil if there is none."
  (let ((folder (locate-dominating-file default-directory ".venv/bin/pattern-lsp")))
    (cond (pattern-server-command
           (and (executable-find (car pattern-server-command)) pattern-server-command))
          (folder (list (expand-file-name ".venv/bin/pattern-lsp" folder)))
          ((executable-find "pattern-lsp") (list "pattern-lsp")))))

(defun pattern--contact (&rest _)
  "The class and command line by which eglot can start the server."
  (cons 'pattern-server
        (or (pattern--command)
            (user-error "There is no %s: pip install pattern-studio, or set pattern-server-command"
                        (or (car pattern-server-command) "pattern-lsp")))))

(add-to-list 'eglot-server-programs '(pattern-mode . pattern--contact))

(cl-defmethod eglot-initialization-options ((_ pattern-server))
  "Ask for what this mode can show."
  (list :patternStudio
        (append pattern-settings
                '(:notifications ["evaluated" "locations" "lights" "transport"]))))

(cl-defmethod eglot-handle-request
  ((_ pattern-server) (_method (eql workspace/applyEdit)) &key &allow-other-keys)
  "Apply the server's edits, which this mode has asked for, without a question."
  (cl-progv '(eglot-confirm-server-initiated-edits eglot-confirm-server-edits) '(nil nil)
    (cl-call-next-method)))

(defun pattern-start ()
  "Start the server for this text, or say what is missing."
  (interactive)
  (if (pattern--command)
      (eglot-ensure)
    (message "There is no %s: pip install pattern-studio, or set pattern-server-command"
             (or (car pattern-server-command) "pattern-lsp"))))

(defun pattern-restart ()
  "Start the server again."
  (interactive)
  (if-let ((server (eglot-current-server)))
      (eglot-reconnect server)
    (pattern-start)))

;; Places

(defun pattern--uri ()
  "The address of this text, which must have a file."
  (unless (buffer-file-name)
    (user-error "Save the text first: the server knows texts by their files"))
  (let ((allowed (copy-sequence url-path-allowed-chars)))
    (aset allowed ?: nil)
    (concat "file://" (url-hexify-string (file-truename (buffer-file-name)) allowed))))

(defun pattern--buffer (uri)
  "The buffer of the text at URI, or nil."
  (find-buffer-visiting (decode-coding-string (url-unhex-string (string-remove-prefix "file://" uri)) 'utf-8)))

(defun pattern--position (&optional place)
  "PLACE, or point, as the protocol has it."
  (save-excursion
    (goto-char (or place (point)))
    (list :line (1- (line-number-at-pos nil t))
          :character (funcall (symbol-value 'eglot-current-column-function)))))

(defun pattern--place (line column)
  "Where LINE and COLUMN of the protocol are."
  (save-excursion
    (save-restriction
      (widen)
      (goto-char (point-min))
      (forward-line line)
      (funcall (symbol-value 'eglot-move-to-column-function) column)
      (point))))

(defun pattern--range (range)
  "RANGE, a vector of two lines and columns, as a cons of places."
  (cons (pattern--place (aref range 0) (aref range 1))
        (pattern--place (aref range 2) (aref range 3))))

(defun pattern--version ()
  "The version of this text, as the server counts."
  (symbol-value 'eglot--versioned-identifier))

(defun pattern--remember (version)
  "Take this text as VERSION; what is said of older ones is not understood."
  (setq pattern--base
        (list version
              (save-restriction (widen) (buffer-substring-no-properties (point-min) (point-max))))))

(defun pattern--note-change (begin end before)
  "BEFORE signs at BEGIN became what stands up to END.
This comes after eglot's own hook, which counts the versions."
  (when pattern--base
    (let ((version (pattern--version)))
      (push (list version begin before (buffer-substring-no-properties begin end)) (cddr pattern--base))
      (when (or (nthcdr pattern-most-changes (cddr pattern--base))
                (< version (or (car (nth 3 pattern--base)) 0))) ; it was opened anew
        (pattern--remember version)))))

(defun pattern--moved (place edits)
  "Where PLACE is after EDITS, the oldest first."
  (pcase-dolist (`(,_ ,begin ,before ,came) edits)
    (let ((after (length came)))
      (cond ((>= place (+ begin before)) (setq place (+ place (- after before))))
            ((> place begin) (setq place (min place (+ begin after)))))))
  place)

(defun pattern--located (rows version)
  "ROWS of the protocol, of that VERSION of this text.
Each is an id and two places, in the text as it is now."
  (pcase-let* ((`(,since ,text . ,changes) pattern--base)
               (later (seq-filter (lambda (change) (> (car change) version)) (reverse changes))))
    (if (or (null later) (< version since))
        (mapcar #'pattern--row rows)
      (let ((column (symbol-value 'eglot-move-to-column-function)) found)
        (with-temp-buffer
          (insert text)
          (pcase-dolist (`(,made ,begin ,before ,came) (reverse changes))
            (when (<= made version)
              (goto-char begin)
              (delete-char before)
              (insert came)))
          (setq-local eglot-move-to-column-function column)
          (setq found (mapcar #'pattern--row rows)))
        (mapcar (pcase-lambda (`(,id ,begin ,end))
                  (list id (pattern--moved begin later) (pattern--moved end later)))
                found)))))

(defun pattern--row (row)
  "ROW of the protocol as an id and two places in this buffer."
  (let ((places (pattern--range (substring row 1))))
    (list (aref row 0) (car places) (cdr places))))

;; What the server tells

(cl-defmethod eglot-handle-notification
  ((_ pattern-server) (_method (eql patternStudio/evaluated))
   &key uri message ok flash errors &allow-other-keys)
  "Show what became of an evaluation of URI.
MESSAGE says it, FLASH and ERRORS are ranges, OK is whether anything new
plays."
  (when-let ((buffer (pattern--buffer uri)))
    (with-current-buffer buffer
      (pattern-lights-flash buffer (mapcar #'pattern--range flash) 'pattern-flash)
      (pattern-lights-flash buffer (mapcar #'pattern--range errors) 'pattern-flash-error)
      (run-hook-with-args 'pattern-evaluated-functions (eq ok t) message)))
  (message "%s" message))

(defvar pattern-evaluated-functions nil
  "Called in the buffer of an evaluated text.
Arguments are whether something new plays, and a message.")

(cl-defmethod eglot-handle-notification
  ((_ pattern-server) (_method (eql patternStudio/locations)) &key uri version add drop &allow-other-keys)
  "Let the places ADD of VERSION of the text at URI sound, and DROP no more."
  (let ((buffer (pattern--buffer uri)))
    (pattern-lights-place buffer
                          (when buffer
                            (with-current-buffer buffer
                              (pattern--located add version)))
                          drop)))

(cl-defmethod eglot-handle-notification
  ((_ pattern-server) (_method (eql patternStudio/lights)) &key now on clear &allow-other-keys)
  "Light the places ON in their time, and none from CLEAR on.
NOW is what the clock of the server shows."
  (pattern-lights-heard now)
  (pattern-lights-add on clear))

(cl-defmethod eglot-handle-notification
  ((_ pattern-server) (_method (eql patternStudio/transport)) &rest said)
  "Take in SAID, which is where the music is."
  (pattern-lights-heard (plist-get said :now))
  (dolist (name '(:parts :knobs)) ; left out while they are what they were
    (unless (plist-member said name)
      (setq said (append said (list name (plist-get pattern-state name))))))
  (setq pattern-state said
        pattern-parts (append (plist-get said :parts) nil))
  (dolist (buffer (buffer-list))
    (with-current-buffer buffer
      (when (derived-mode-p 'pattern-mode)
        (force-mode-line-update)))))

(defun pattern-mode-line ()
  "Where the music is, for the mode line."
  (pcase (plist-get pattern-state :state)
    ((or 'nil "idle") "")
    (state (format " %s %d:%d %g"
                   (pcase state ("playing" "▶") ("stopped" "■") (_ state))
                   (plist-get pattern-state :bar)
                   (floor (plist-get pattern-state :beat))
                   (plist-get pattern-state :bpm)))))

;; Commands

(defun pattern--flush ()
  "Let the server know at once how this buffer was edited."
  (when (fboundp 'eglot--signal-textDocument/didChange)
    (eglot--signal-textDocument/didChange)))

(defun pattern-ask (command &rest argument)
  "Have the server obey COMMAND with ARGUMENT, a property list.
What it refuses becomes an error."
  (let ((server (or (eglot-current-server) (user-error "There is no server: M-x pattern-start"))))
    (pattern--flush)
    (condition-case refusal
        (jsonrpc-request server :workspace/executeCommand
                         (list :command (concat "patternStudio." command)
                               :arguments (vector (or argument (make-hash-table)))))
      (jsonrpc-error
       (user-error "%s" (or (alist-get 'jsonrpc-error-message (cddr refusal)) (cadr refusal)))))))

(defun pattern-eval-file ()
  "Play this text as it stands."
  (interactive)
  (pattern-ask "evaluateFile" :uri (pattern--uri)))

(defun pattern-eval-block ()
  "Play the block at point as it stands."
  (interactive)
  (pattern-ask "evaluateBlock" :uri (pattern--uri) :position (pattern--position)))

(defun pattern-eval-region (begin end)
  "Play every block between BEGIN and END as it stands."
  (interactive "r")
  (pattern-ask "evaluateSelection" :uri (pattern--uri)
               :range (list :start (pattern--position begin) :end (pattern--position end))))

(defmacro pattern--define (name command help)
  "Define a command with HELP by which the server will obey COMMAND.
It is called pattern- and NAME."
  `(defun ,(intern (format "pattern-%s" name)) ()
     ,help
     (interactive)
     (pattern-ask ,command)))

(pattern--define hush "hush" "Start nothing more: what sounds rings out.")
(pattern--define panic "panic" "Silence, at once.")
(pattern--define play "play" "Go on playing.")
(pattern--define stop "stop" "Stop where the music is.")
(pattern--define tap "tap" "One of several taps that give the tempo.")
(pattern--define undo "undo" "Back to what was evaluated before.")
(pattern--define redo "redo" "Forth to what was evaluated after.")

(defun pattern-play-or-stop ()
  "Stop, or go on."
  (interactive)
  (if (equal (plist-get pattern-state :state) "playing") (pattern-stop) (pattern-play)))

(defun pattern-mute (number)
  "Turn the part with NUMBER, from 1, off or on."
  (interactive "p")
  (pattern-ask "muteNumber" :number number))

(defun pattern-solo (part)
  "Turn PART on alone, or all again."
  (interactive (list (completing-read "Part: " (mapcar (lambda (one) (plist-get one :key)) pattern-parts) nil t)))
  (pattern-ask "solo" :parts (vector part)))

(defun pattern-tempo (bpm &optional bars)
  "Play BPM crotchets a minute, reached after BARS."
  (interactive "nTempo: \nP")
  (apply #'pattern-ask "tempo" :bpm bpm (when bars (list :bars (prefix-numeric-value bars)))))

(defun pattern-goto (section)
  "Go on with SECTION at the next bar."
  (interactive "sSection: ")
  (pattern-ask "goto" :section section))

(defun pattern-knob (name value)
  "Turn the knob NAME to VALUE."
  (interactive "sKnob: \nnValue: ")
  (pattern-ask "knob" :name name :value value))

(defun pattern-step-up (&optional units)
  "Raise the number at point by UNITS."
  (interactive "p")
  (pattern-ask "step" :uri (pattern--uri) :position (pattern--position) :by (or units 1))
  (pattern--flush))

(defun pattern-step-down (&optional units)
  "Lower the number at point by UNITS."
  (interactive "p")
  (pattern-step-up (- (or units 1))))

(defun pattern-render ()
  "Write a WAV file beside this text, and say where it is."
  (interactive)
  (message "Written: %s" (pattern-ask "render" :uri (pattern--uri))))

(defun pattern-audition (sound)
  "Play one note of SOUND."
  (interactive
   (list (completing-read "Sound: " (mapcar (lambda (one) (plist-get one :name)) (pattern-ask "sounds")))))
  (pattern-ask "audition" :sound sound))

(defun pattern--managed ()
  "Eglot takes this buffer, or gives it back: then nothing of it sounds any more."
  (when (derived-mode-p 'pattern-mode)
    (if (eglot-managed-p)
        (pattern--remember 0) ; eglot is about to open it
      (setq pattern-state nil
            pattern-parts nil)
      (pattern-lights-forget))))

(defun pattern-play-set-up ()
  "Give this buffer what it needs in order to play."
  (setq mode-line-process '(:eval (pattern-mode-line)))
  (add-hook 'after-change-functions #'pattern--note-change 90 t)
  (add-hook 'eglot-managed-mode-hook #'pattern--managed)
  (when (and pattern-start-server (buffer-file-name))
    (pattern-start)))

(provide 'pattern-play)
;;; pattern-play.el ends here
