"""The dashboard: pages for reception and IT, one file per page.

`frame.py` renders, `current.py` knows who is signed in, `forms.py` reads forms.
"""
