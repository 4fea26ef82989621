/// What an importer remembers of the program it compiled.
#ifndef LUGE_PYTHON_IMPORTER_H
#define LUGE_PYTHON_IMPORTER_H

#include "Binding.h"

namespace luge::python {

/// Dicts and lists whose contents, and tensors of torch whose memory must stay the same; of parameters `requires_grad`,
/// too.
class Watch {
public:
  void addDict(nb::dict dict);
  void addList(nb::list list);
  void addTensor(nb::object tensor, bool isParameter);
  /// The first that is not as it was, or None.
  nb::object changed() const;

private:
  struct Dict {
    nb::dict dict;
    std::vector<std::pair<nb::object, nb::object>> items;
    bool holds() const;
  };
  struct List {
    nb::list list;
    std::vector<nb::object> items;
    bool holds() const;
  };
  struct Shared {
    nb::object tensor;
    void *address;
    std::optional<bool> requiresGrad;
  };
  static void *addressOf(nb::handle tensor);
  static bool requiresGrad(nb::handle tensor);

  std::vector<Dict> dicts;
  std::vector<List> lists;
  std::vector<Shared> tensors;
};

} // namespace luge::python

#endif // LUGE_PYTHON_IMPORTER_H
