;;; breaking.el --- What the test plan asks of when things break  -*- lexical-binding: t -*-

;; In the Emacs of stage.el, with the text that playing.el has played; at the end the server is told to go.

(set-buffer "song.pattern") ; after a file is loaded the current buffer is the one from before

(defvar old nil "The process of the server that is killed.")

(check "CRASH-1: the server is killed, and within a second no light is left"
  (outcome #'pattern-eval-file)
  (await (lit))
  (setq old (jsonrpc--process (eglot-current-server)))
  (signal-process old 'SIGKILL)
  (let ((deadline (+ (float-time) 1)))
    (while (< (float-time) deadline) (accept-process-output nil 0.01)))
  (stays-dark)
  (must (equal (pattern-mode-line) "")))

(check "CRASH-2: it is started again, and the text can be evaluated"
  (await (and (eglot-current-server) (eglot-managed-p) (not (eq old (jsonrpc--process (eglot-current-server))))) 30)
  (must (car (outcome #'pattern-eval-file)))
  (await (member "Kick" (lit)))
  (pattern-panic))

(when-let ((server (eglot-current-server)))
  (eglot-shutdown server))
;;; breaking.el ends here
