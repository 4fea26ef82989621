//===- BuildId.cpp - Which build of Luge this is --------------------------===//
#include "compiler/Target/BuildId.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MathExtras.h"
#include <link.h>

using namespace llvm;

namespace luge {

/// The NT_GNU_BUILD_ID among the notes in `segment`.
static ArrayRef<uint8_t> findBuildId(ArrayRef<uint8_t> segment) {
  while (segment.size() >= sizeof(ElfW(Nhdr))) {
    auto *note = reinterpret_cast<const ElfW(Nhdr) *>(segment.data());
    size_t name = sizeof *note, description = name + alignTo(note->n_namesz, 4);
    size_t end = description + alignTo(note->n_descsz, 4);
    if (end > segment.size())
      break;
    if (note->n_type == NT_GNU_BUILD_ID &&
        toStringRef(segment.slice(name, note->n_namesz)) == StringRef("GNU\0", 4))
      return segment.slice(description, note->n_descsz);
    segment = segment.drop_front(end);
  }
  return {};
}

static int visitModule(dl_phdr_info *module, size_t, void *result) {
  auto here = reinterpret_cast<ElfW(Addr)>(&getBuildId);
  ArrayRef<ElfW(Phdr)> segments(module->dlpi_phdr, module->dlpi_phnum);
  bool holdsThis = any_of(segments, [&](const ElfW(Phdr) & segment) {
    ElfW(Addr) begin = module->dlpi_addr + segment.p_vaddr;
    return segment.p_type == PT_LOAD && here >= begin && here < begin + segment.p_memsz;
  });
  if (!holdsThis)
    return 0;
  for (const ElfW(Phdr) &segment : segments) {
    auto *begin = reinterpret_cast<const uint8_t *>(module->dlpi_addr + segment.p_vaddr);
    ArrayRef<uint8_t> id =
        segment.p_type == PT_NOTE ? findBuildId({begin, segment.p_memsz}) : ArrayRef<uint8_t>();
    if (!id.empty())
      *static_cast<ArrayRef<uint8_t> *>(result) = id;
  }
  return 1;
}

ArrayRef<uint8_t> getBuildId() {
  static const ArrayRef<uint8_t> id = [] {
    ArrayRef<uint8_t> found;
    dl_iterate_phdr(visitModule, &found);
    return found;
  }();
  return id;
}

} // namespace luge
