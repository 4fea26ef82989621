// What the machine can do at most: what bounds the time of a step from below.
#ifndef LUGE_TOOLS_LUGE_MACHINEPEAKS_H
#define LUGE_TOOLS_LUGE_MACHINEPEAKS_H

namespace luge::driver {

struct MachinePeaks {
  double gflops;    // 1e9 multiplications and additions of f32 per second, fused
  double bandwidth; // 1e9 bytes per second, to and from memory
};

/// Of all processors together. Measured in some tenths of a second at first, and kept in the cache on disk.
MachinePeaks getMachinePeaks();

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_MACHINEPEAKS_H
