"""Invented calls: who calls whom about what, what they are asked, how speech-to-text writes it down.

``calls.py`` strings scenes together, ``grammar.py`` reads a scene, ``values.py`` gives it people, places and illnesses,
``disfluency.py`` and ``asr.py`` make it speech, ``forms.py`` writes it lexical, formatted or mixed.
"""
