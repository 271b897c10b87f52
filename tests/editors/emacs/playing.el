;;; playing.el --- What the test plan asks of playing  -*- lexical-binding: t -*-

;; In the Emacs of stage.el, with the text that writing.el has opened.

(set-buffer "song.pattern") ; after a file is loaded the current buffer is the one from before

(check "EVAL-6: where no block is, one sentence says so"
  (become (concat "\n\n" song))
  (must (string-match-p "block" (condition-case err (progn (pattern-eval-block) "") (user-error (cadr err))))))

(check "EVAL-1: the file plays, and state, bar and beat are shown"
  (become song)
  (must (car (outcome (lambda () (call-interactively (key-binding (kbd "C-c C-f")))))))
  (await (equal (state :state) "playing"))
  (await (string-match-p "▶ [0-9]+:[0-9] 120" (pattern-mode-line))))

(check "FLASH-1: what is evaluated lights up for a moment"
  (outcome #'pattern-eval-file)
  (must (seq-find (lambda (one) (string-match-p "Kick" one)) (flashes 'pattern-flash)))
  (await (null (flashes 'pattern-flash)) 5))

(check "LIGHT-1: the letters that sound are lit"
  (await (member "Kick" (lit)))
  (await (member "c4" (lit)))
  (await (not (member "c4" (lit))))
  (await (member "c4" (lit))))

(check "LIGHT-2: they move with the text"
  (goto-char (point-min))
  (insert "// one\n// two\n")
  (await (member "Kick" (lit)))
  (dotimes (_ 40)
    (accept-process-output nil 0.01)
    (must (seq-every-p (lambda (one) (member one '("Kick" "c4" "8"))) (lit)))))

(check "LIGHT-2: they are in their place when a code action has evaluated, and in a text that is typed in since"
  (goto-char (point-min))
  (insert "// three\n")
  (at "kick:")
  (must (car (outcome (lambda () (eglot-execute-command (eglot-current-server) 'patternStudio.evaluateFile
                                                        (vector (list :uri (pattern--uri))))))))
  (await (member "Kick" (lit)))
  (let ((version (pattern--version)))
    (goto-char (point-min))
    (insert "// four\nü ")
    (delete-char 3)
    (search-forward "Kick")
    (must (equal (pattern--located (vector (vector 7 (- (line-number-at-pos) 2) 0
                                                   (- (line-number-at-pos) 2) (- (point) (line-beginning-position))))
                                   version)
                 (list (list 7 (line-beginning-position) (point)))))))

(check "EVAL-1: a text that has no file is told of in a sentence"
  (with-temp-buffer
    (pattern-mode)
    (must (string-match-p "Save the text first"
                          (condition-case refusal (progn (pattern-eval-file) "") (user-error (cadr refusal)))))))

(check "LIGHT-3: two windows on the text show them both"
  (split-window)
  (must (equal (length (get-buffer-window-list nil nil t)) 2))
  (await (lit))
  (must (null (overlay-get (car (pattern-lights-lit)) 'window)))
  (delete-other-windows))

(check "STATUS-1: the mode line moves with the music"
  (let ((before (pattern-mode-line)))
    (await (not (equal before (pattern-mode-line))))))

(check "EVAL-2: only the block at point is another"
  (become "tempo 120;\nrhythm beat {\n  kick: synth \"Snare*8\";\n}\nmelody tune {\n  piano \"e4*8\";\n}\n")
  (at "piano")
  (must (car (outcome #'pattern-eval-block)))
  (await (member "e4" (lit)))
  (must (not (member "Snare" (lit)))))

(check "EVAL-3: the blocks of a region are played"
  (must (car (outcome (lambda () (pattern-eval-region (point-min) (point-max))))))
  (await (member "Snare" (lit))))

(check "EVAL-5: a code action plays, without any command of ours"
  (at "piano")
  (let* ((actions (eglot-code-actions (point) (point)))
         (action (must (seq-find (lambda (one) (string-match-p "[Ee]valuate" (plist-get one :title))) actions)))
         (command (plist-get action :command)))
    (setq outcomes nil)
    (if (stringp command)
        (eglot-execute-command (eglot-current-server) command (plist-get action :arguments))
      (eglot-execute-command (eglot-current-server) (plist-get command :command) (plist-get command :arguments)))
    (await outcomes)
    (must (caar outcomes))))

(check "EVAL-4: with a mistake what played plays on, and the message says so"
  (at "e4*8")
  (insert "[")
  (let ((found (outcome #'pattern-eval-file)))
    (must (string-match-p "tune\\|keep" (cdr found))))
  (must (equal (state :state) "playing")))

(check "FLASH-2: a mistake lights up in the colour of errors"
  (outcome #'pattern-eval-file)
  (must (flashes 'pattern-flash-error))
  (at "[e4")
  (delete-char 1)
  (outcome #'pattern-eval-file))

(check "MUTE-1: a part is off, and on"
  (call-interactively #'pattern-mute)
  (await (equal (parts :muted) '("rhythm/beat/kick")))
  (pattern-mute 1)
  (await (null (parts :muted))))

(check "SOLO-1: a part alone is heard"
  (pattern-solo "rhythm/beat/kick")
  (await (equal (parts :solo) '("rhythm/beat/kick")))
  (pattern-solo "rhythm/beat/kick")
  (await (null (parts :solo))))

(check "UNDO-1: what was evaluated before plays"
  (become "tempo 140;\nmelody tune {\n  piano \"g4*8\";\n}\n")
  (outcome #'pattern-eval-file)
  (await (eql (round (state :bpm)) 140))
  (pattern-undo)
  (await (eql (round (state :bpm)) 120)))

(check "UNDO-2: the change plays again"
  (pattern-redo)
  (await (eql (round (state :bpm)) 140)))

(check "TEMPO-1: a tempo is given"
  (pattern-tempo 99)
  (await (eql (round (state :bpm)) 99)))

(check "TAP-1: four taps give the tempo"
  (let ((next (float-time)) taps tapped)
    (dotimes (_ 4)
      (push (float-time) taps)
      (pattern-tap)
      (setq next (+ next 0.4))
      (while (< (float-time) next) (accept-process-output nil 0.005)))
    (setq tapped (/ (* 3 60) (- (car taps) (car (last taps)))))
    (await (< (* 0.8 tapped) (state :bpm) (* 1.2 tapped)))))

(check "KNOB-1: a knob is turned, and the text stays"
  (become "param level = 0.5 in 0..1;\nmelody tune {\n  piano \"g4*8\".gain(level);\n}\n")
  (outcome #'pattern-eval-file)
  (pattern-knob "level" 0.25)
  (await (seq-find (lambda (one) (eql (plist-get one :value) 0.25)) (state :knobs)))
  (must (string-match-p "level = 0.5" (buffer-string))))

(check "STEP-2: a stepped number is heard without evaluating"
  (become "melody tune {\n  piano \"g4*8\".up(1);\n}\n")
  (outcome #'pattern-eval-file)
  (at "1)")
  (setq outcomes nil)
  (pattern-step-up)
  (await (string-match-p "up(2)" (buffer-string)))
  (await outcomes)
  (must (caar outcomes)))

(check "SECTION-1: the music goes to a section"
  (become "tempo 240;\nmelody tune { piano \"g4*8\"; }\nsection one 8 bars { tune; }\nsection two 8 bars { tune.up(2); }\nform one two;\n")
  (outcome #'pattern-eval-file)
  (pattern-goto "two")
  (await (equal (state :section) "two")))

(check "SAVE-1: a change that is saved is heard"
  (become song)
  (outcome #'pattern-eval-file)
  (at "c4*8")
  (delete-char 1)
  (insert "a")
  (outcome #'save-buffer)
  (await (member "a4" (lit))))

(check "SAVE-2: a mistake that is saved is underlined, and the music goes on"
  (at "a4*8")
  (insert "[")
  (outcome #'save-buffer)
  (await (problems))
  (must (equal (state :state) "playing"))
  (await (member "Kick" (lit))))

(check "SAVE-3: mended and saved, the new version is heard"
  (at "[a4")
  (delete-char 2)
  (insert "b")
  (must (car (outcome #'save-buffer)))
  (await (member "b4" (lit)))
  (await (null (problems))))

(check "PLAY-1: the music stops where it is, and goes on"
  (pattern-play-or-stop)
  (await (equal (state :state) "stopped"))
  (pattern-play-or-stop)
  (await (equal (state :state) "playing"))
  (await (lit)))

(check "LIGHT-4: stopped, no light stays"
  (pattern-stop)
  (await (equal (state :state) "stopped"))
  (stays-dark)
  (pattern-play)
  (await (lit)))

(check "HUSH-1: hushed, nothing new is lit"
  (call-interactively (key-binding (kbd "C-c C-k")))
  (await (equal (state :state) "hushed"))
  (stays-dark))

(check "PANIC-1: silence at once"
  (outcome #'pattern-eval-file)
  (await (lit))
  (pattern-panic)
  (await (not (equal (state :state) "playing")))
  (stays-dark))

(check "RENDER-1: a WAV file lies beside the text, and its name is said"
  (setq said nil)
  (pattern-render)
  (must (file-exists-p (concat folder "song.wav")))
  (must (seq-find (lambda (one) (string-match-p "Written: .*song\\.wav" one)) said)))
;;; playing.el ends here
