"""Theory: pitches, scales and chords as plain facts. It knows no Pattern."""
