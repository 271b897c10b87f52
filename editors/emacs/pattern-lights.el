;;; pattern-lights.el --- The letters that sound  -*- lexical-binding: t -*-

;;; Commentary:

;; Every place that can sound is an overlay, which moves with the text; a light gives it a face
;; for as long as the sound lasts, by the clock of the server.  Moments are milliseconds.

;;; Code:

(require 'seq)
(require 'subr-x)

(defface pattern-light '((((background dark)) :background "#6b5a14" :extend nil)
                         (t :background "#ffe58a" :extend nil))
  "What sounds softly."
  :group 'pattern)

(defface pattern-light-loud '((((background dark)) :background "#b08a00" :extend nil)
                              (t :background "#ffc93c" :extend nil))
  "What sounds loudly."
  :group 'pattern)

(defface pattern-flash '((t :inherit highlight))
  "What has just been evaluated."
  :group 'pattern)

(defface pattern-flash-error '((t :inherit error :inverse-video t))
  "What has just been evaluated and has a mistake."
  :group 'pattern)

(defconst pattern-lights-frame 40
  "Milliseconds between two paintings at least.")

(defconst pattern-lights-gap 60
  "Milliseconds by which a light is shorter than its note.
So the same note struck again is seen to be struck.")

(defconst pattern-lights-silence 1000
  "Milliseconds of silence after which the server is believed to be gone.")

(defvar pattern-lights--places (make-hash-table :test #'eql)
  "The overlay of each place, by its id.")

(defvar pattern-lights--due nil
  "What is or will be lit: lists of id, begin, end and level, by our own clock.")

(defvar pattern-lights--offsets nil
  "How much our clock was ahead of the server's when its latest messages came.")

(defvar pattern-lights--timer nil "Paints when something is due next.")
(defvar pattern-lights--painted 0 "When lights were painted last.")
(defvar pattern-lights--heard 0 "When the server said anything last.")

(defun pattern-lights-clock ()
  "Milliseconds by our own clock."
  (* 1000.0 (float-time)))

(defun pattern-lights-heard (now)
  "The server has said something when its clock showed NOW."
  (setq pattern-lights--heard (pattern-lights-clock))
  (when now
    (push (- pattern-lights--heard now) pattern-lights--offsets)
    (setq pattern-lights--offsets (seq-take pattern-lights--offsets 50))))

(defun pattern-lights--ours (moment)
  "MOMENT by the server's clock as one by our own."
  (+ moment (if pattern-lights--offsets (apply #'min pattern-lights--offsets) 0)))

(defun pattern-lights-place (buffer places gone)
  "PLACES of BUFFER can sound now, those with the ids GONE no more.
Each of PLACES is a list of an id, where it begins and where it ends."
  (mapc #'pattern-lights--drop gone)
  (pcase-dolist (`(,id ,begin ,end) places)
    (pattern-lights--drop id)
    (puthash id (make-overlay begin end buffer) pattern-lights--places)))

(defun pattern-lights--drop (id)
  "The place ID cannot sound any more."
  (when-let ((overlay (gethash id pattern-lights--places)))
    (delete-overlay overlay)
    (remhash id pattern-lights--places)))

(defun pattern-lights-add (lights clear)
  "LIGHTS will sound; with CLEAR nothing that begins at that moment or later does."
  (when clear
    (let ((moment (pattern-lights--ours clear)))
      (setq pattern-lights--due
            (unless (eql clear 0)
              (seq-remove (lambda (light) (>= (nth 1 light) moment)) pattern-lights--due)))))
  (seq-doseq (light lights)
    (pcase-let* ((`(,id ,begin ,end ,level) (append light nil))
                 (gap (min pattern-lights-gap (/ (- end begin) 4.0))))
      (push (list id (pattern-lights--ours begin) (pattern-lights--ours (- end gap)) level)
            pattern-lights--due)))
  (if clear (pattern-lights--paint) (pattern-lights--plan)))

(defun pattern-lights-out ()
  "All lights go out."
  (setq pattern-lights--due nil
        pattern-lights--offsets nil)
  (pattern-lights--paint))

(defun pattern-lights-forget ()
  "All lights go out, and no place can sound any more."
  (pattern-lights-out)
  (mapc #'pattern-lights--drop (hash-table-keys pattern-lights--places)))

(defun pattern-lights-lit ()
  "The overlays that are lit, in the order of the text."
  (sort (seq-filter (lambda (overlay) (overlay-get overlay 'face))
                    (hash-table-values pattern-lights--places))
        (lambda (one other) (< (overlay-start one) (overlay-start other)))))

(defun pattern-lights--paint ()
  "Show what is lit at this moment, then wait for the next."
  (let* ((now (pattern-lights-clock))
         (faces (make-hash-table :test #'eql)))
    (when (> (- now pattern-lights--heard) pattern-lights-silence)
      (setq pattern-lights--due nil))
    (setq pattern-lights--painted now
          pattern-lights--due (seq-filter (lambda (light) (> (nth 2 light) now)) pattern-lights--due))
    (pcase-dolist (`(,id ,begin ,_ ,level) pattern-lights--due)
      (when (<= begin now)
        (puthash id (if (> level 0.7) 'pattern-light-loud 'pattern-light) faces)))
    (maphash (lambda (id overlay)
               (unless (eq (overlay-get overlay 'face) (gethash id faces))
                 (overlay-put overlay 'face (gethash id faces))))
             pattern-lights--places)
    (pattern-lights--plan)))

(defun pattern-lights--plan ()
  "Paint again when a light begins or ends, or the server has been silent."
  (when pattern-lights--timer
    (cancel-timer pattern-lights--timer)
    (setq pattern-lights--timer nil))
  (when pattern-lights--due
    (let* ((now (pattern-lights-clock))
           (next (+ pattern-lights--heard pattern-lights-silence 1))
           (on 1.0e+INF)
           (off 1.0e+INF))
      (pcase-dolist (`(,_ ,begin ,end ,_) pattern-lights--due)
        (if (> begin pattern-lights--painted) (setq on (min on begin)) (setq off (min off end))))
      ;; What goes out must not keep waiting what comes on right after it.
      (setq next (min next (if (< (- on off) pattern-lights-frame) on off)))
      (setq next (max next (+ pattern-lights--painted pattern-lights-frame)))
      (setq pattern-lights--timer
            (run-at-time (max 0 (/ (- next now) 1000.0)) nil #'pattern-lights--paint)))))

(defun pattern-lights-flash (buffer ranges face)
  "Show RANGES of BUFFER, conses of begin and end, in FACE for a moment."
  (let ((overlays (mapcar (lambda (range) (make-overlay (car range) (cdr range) buffer)) ranges)))
    (dolist (overlay overlays)
      (overlay-put overlay 'face face)
      (overlay-put overlay 'pattern-flash t)
      (overlay-put overlay 'priority 10))
    (run-at-time 0.3 nil (lambda () (mapc #'delete-overlay overlays)))))

(provide 'pattern-lights)
;;; pattern-lights.el ends here
