from luge._native._nn import Module


class ModuleList(Module):
    """Modules by their number, registered and left to the user's `forward` to call."""

    def __init__(self, modules=()):
        super().__init__()
        self.extend(modules)

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        for module in modules:
            self.append(module)
        return self

    def __len__(self):
        return len(self.children())

    def __iter__(self):
        return iter(self.children())

    def __getitem__(self, index):
        if isinstance(index, slice):
            return ModuleList(self.children()[index])
        return self.children()[index]


class ModuleDict(Module):
    """Modules by name, registered and left to the user's `forward` to call."""

    def __init__(self, modules=()):
        super().__init__()
        for name, module in dict(modules).items():
            self[name] = module

    def __setitem__(self, name, module):
        setattr(self, name, module)

    def __getitem__(self, name):
        return dict(self.named_children())[name]

    def __contains__(self, name):
        return name in dict(self.named_children())

    def __len__(self):
        return len(self.children())

    def __iter__(self):
        return iter(self.keys())

    def keys(self):
        return dict(self.named_children()).keys()

    def values(self):
        return self.children()

    def items(self):
        return self.named_children()
