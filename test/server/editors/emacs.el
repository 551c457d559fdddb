;;; emacs.el --- Drives the language server as a user of Eglot would  -*- lexical-binding: t; -*-

;; Writes what was seen to a file.  Takes its arguments from the environment: FAQLINT_SETTINGS, the user's settings;
;; FAQLINT_FILE, the Python file to open; FAQLINT_SEEN, the JSON file to write; FAQLINT_SCENARIO, the name of what to do.
;;
;; In batch mode Emacs reads no commands, and so runs none of what waits for the user's next command or for a pause:
;; the script runs those hooks itself, and nothing else that a user would not cause.

(require 'package)
(require 'json)
(require 'cl-lib)

(defconst faqlint-patience 20 "Seconds to wait for anything.")

(defvar faqlint-seen nil "What is written in the end.")

(defun faqlint-note (key value)
  (push (cons key value) faqlint-seen))

(defun faqlint-wait-for (what condition)
  (let ((end (+ (float-time) faqlint-patience)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "Waited in vain for %s" what))
      (accept-process-output nil 0.02))))

(defun faqlint-text ()
  (buffer-substring-no-properties (point-min) (point-max)))

(defun faqlint-place (position)
  `((line . ,(1- (line-number-at-pos position)))
    (character . ,(save-excursion (goto-char position) (current-column)))))

(defun faqlint-diagnostics ()
  (vconcat
   (mapcar (lambda (found)
             `((start . ,(faqlint-place (flymake-diagnostic-beg found)))
               (end . ,(faqlint-place (flymake-diagnostic-end found)))
               (severity . ,(format "%s" (flymake-diagnostic-type found)))
               (message . ,(flymake-diagnostic-text found))))
           (flymake-diagnostics))))

(defun faqlint-answer ()
  "What ElDoc's buffer says when the user asks for what is at point."
  (eldoc t)
  (let (text)
    (faqlint-wait-for
     "the answer"
     (lambda ()
       (let ((buffer (cl-find "^ ?\\*eldoc" (buffer-list) :test #'string-match-p :key #'buffer-name)))
         (setq text (if buffer (with-current-buffer buffer (faqlint-text)) ""))
         (string-match-p "FAQ: " text))))
    text))

(defun faqlint-repair ()
  (goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
  (faqlint-note 'answer (faqlint-answer))

  (let ((last-nonmenu-event ?\r)        ; the keyboard asked, not the mouse
        offered)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt choices &rest _)
                 (setq offered (mapcar #'car choices))
                 (car offered))))
      (call-interactively #'eglot-code-actions))
    (faqlint-note 'actions (vconcat offered)))
  (faqlint-note 'repaired (faqlint-text))
  (save-buffer)
  (faqlint-wait-for "the diagnostics to go" (lambda () (null (flymake-diagnostics)))))

(defun faqlint-saving ()
  (set-buffer-modified-p t)
  (save-buffer)
  (faqlint-note 'saved (faqlint-text))
  (faqlint-wait-for "the diagnostics to go" (lambda () (null (flymake-diagnostics))))
  ;; There is nothing to fix now, which must not stand in the way of saving.
  (goto-char (point-max))
  (insert "print()\n")
  (save-buffer))

(defun faqlint-run ()
  (load (getenv "FAQLINT_SETTINGS") nil t t)
  (switch-to-buffer (find-file-noselect (getenv "FAQLINT_FILE")))
  (run-hooks 'post-command-hook)
  (faqlint-wait-for "the server" #'eglot-current-server)
  (flymake-start)
  (faqlint-wait-for "diagnostics" #'flymake-diagnostics)
  (faqlint-note 'diagnostics (faqlint-diagnostics))

  (funcall (intern (concat "faqlint-" (getenv "FAQLINT_SCENARIO"))))
  (eglot-shutdown (eglot-current-server)))

(let ((coding-system-for-write 'utf-8)
      (directory "/usr/share/emacs/site-lisp/elpa"))
  (condition-case problem
      (progn
        ;; Where Debian puts packages; -Q keeps Emacs from finding them by itself. Emacs 29 has Eglot built in. Other
        ;; packages stay out, since Eglot shows answers differently where markdown-mode is there.
        (when (file-directory-p directory)
          (add-to-list 'package-directory-list directory))
        (package-load-all-descriptors)
        (unless (package-built-in-p 'eglot)
          (package-activate 'eglot))
        (unless (require 'eglot nil t)
          (error "no client: Emacs has no Eglot"))
        (faqlint-run))
    (error (faqlint-note 'problem (error-message-string problem))))
  (write-region (json-serialize faqlint-seen) nil (getenv "FAQLINT_SEEN")))

;;; emacs.el ends here
