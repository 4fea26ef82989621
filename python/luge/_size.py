class Size(tuple):
    """The shape of a tensor."""

    __slots__ = ()

    def numel(self):
        count = 1
        for extent in self:
            count *= extent
        return count

    def __repr__(self):
        return f"torch.Size({list(self)})"
