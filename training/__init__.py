"""The workshop of the call model: invented and raw dialogue in, a pipeline that hears names, places and health out.

Nothing here is needed at run time, and nothing at run time imports it.
"""
