"""Speed and memory, measured on a corpus that it makes itself (测速): every part beside the plain libraries.

Nothing is imported here: what runs in a process of its own must not load more than the product does.
`course.bench` is the way in.
"""
