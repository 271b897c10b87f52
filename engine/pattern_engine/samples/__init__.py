"""Sample folders: which sounds a folder holds, and the sounds themselves, read from files and kept.

``folders`` is pure: names and paths. ``library`` reads; it is imported only where something is to be heard.
"""
