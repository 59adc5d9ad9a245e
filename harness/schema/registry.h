#pragma once

#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "harness/schema/component.h"

namespace actsweep {

/// The registered components of one kind. `Kind` defines the name of the registry and the type of the factory function:
///
///     struct DatasetKind {
///       static constexpr const char* name = "dataset";
///       using Factory = std::function<Dataset(const Params&)>;
///     };
///
/// A component registers itself with a `Registration` at namespace scope in the file that defines it.
template <typename Kind>
class Registry {
 public:
  struct Entry {
    Component component;
    typename Kind::Factory make;
  };

  static Registry& instance() {
    static Registry registry;
    return registry;
  }

  void add(Component component, typename Kind::Factory make) {
    if (contains(component.name)) {
      throw std::logic_error(std::string(Kind::name) + " " + component.name + " is registered twice");
    }
    entries_.push_back({std::move(component), std::move(make)});
  }

  bool contains(std::string_view name) const { return lookup(name) != nullptr; }

  /// Finds an entry by name, not by alias, because resolved configurations contain names only. Throws
  /// std::out_of_range.
  const Entry& at(std::string_view name) const {
    if (const Entry* entry = lookup(name)) return *entry;
    throw std::out_of_range("unknown " + std::string(Kind::name) + " " + std::string(name));
  }

  const std::deque<Entry>& entries() const { return entries_; }

  void describe(Schema& schema) const {
    for (const Entry& entry : entries_) schema.add(Kind::name, entry.component);
  }

 private:
  const Entry* lookup(std::string_view name) const {
    for (const Entry& entry : entries_) {
      if (entry.component.name == name) return &entry;
    }
    return nullptr;
  }

  std::deque<Entry> entries_;
};

template <typename Kind>
struct Registration {
  Registration(const Component& component, const typename Kind::Factory& make) {
    Registry<Kind>::instance().add(component, make);
  }
};

}  // namespace actsweep
