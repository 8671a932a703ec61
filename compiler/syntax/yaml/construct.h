// The values that a tree stands for: aliases and merge keys expanded, scalars typed. In: a tree that was read without errors. Out: values,
// or the reason why the reference loader (go-yaml v4 decoding into maps, lists and scalars) refuses it. Its rules, also the odd ones:
//   - of a merge key `<<` the value is a map, an alias of one, or a list of these; what the map has itself wins, then the first in the list
//   - a map whose keys are all text takes the keys of merged maps as text too; a plain `<<` that is no key is dropped
//   - lists and maps cannot be keys
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "diag/diagnostic.h"
#include "syntax/yaml/scalar.h"
#include "syntax/yaml/tree.h"

namespace stackc::yaml {

struct ValueEntry;

struct Value {
  enum class Kind : std::uint8_t { kScalar, kSeq, kMap };
  Kind kind = Kind::kScalar;
  Scalar scalar;  // of kind kScalar; its `text` is always filled for strings
  std::vector<Value> items;
  std::vector<ValueEntry> entries;
};
struct ValueEntry {
  Value key;
  Value value;
};

class Constructor {
 public:
  // With `sink` errors are reported; without, they only count. `build`: values are wanted, not only errors.
  Constructor(diag::Sink* sink, bool build, bool merge_alias_of_list = false)
      : sink_(sink), build_(build), merge_alias_of_list_(merge_alias_of_list) {}
  // False: there is no value (a plain `<<`), or an error.
  bool construct(const Node& node, Value& out);
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  using Keys = std::unordered_set<std::string>;
  struct Target {  // a map that is being filled
    bool text_keys = false;
    Value* value = nullptr;
    std::unordered_map<std::string, std::size_t> places;
  };

  bool node(const Node& n, Value& out);
  bool alias(const Node& n, Value& out);
  bool scalar(const Node& n, Value& out);
  bool map(const Node& n, Value& out);
  void fill(const Node& n, Target& target);
  void merge(const Node& parent, const Node& value, Target& target);
  void merge_one(const Node& from, Target& target);
  bool key(const Node& n, bool text, Value& out, std::string& id);
  bool count(const Node& n);
  bool fail(diag::Rule rule, source::Span span, std::string message, std::string help);

  diag::Sink* sink_;
  bool build_;
  bool merge_alias_of_list_;
  bool failed_ = false;
  std::uint64_t steps_ = 0;
  std::uint64_t alias_steps_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t alias_depth_ = 0;
  std::unordered_set<const Node*> active_;  // aliases that are being expanded
  Keys* merged_ = nullptr;                  // keys that merged maps may not set
};

}  // namespace stackc::yaml
