// Holds the precompiled header of MlirHeaders.h; no code.
