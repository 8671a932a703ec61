// How two values meet. Internal to merge*.cpp.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/compose/load.h"

namespace stackc::compose {

class Merger {
 public:
  explicit Merger(Context& context, std::initializer_list<std::string_view> path = {}) : context_(context), path_(path) {}
  // `base` may be changed and used in the result, parts of `over` too.
  model::Value* merge(const schema::compose::Key* row, model::Value* base, model::Value* over);

 private:
  using Key = schema::compose::Key;
  using Value = model::Value;
  // merge.cpp
  Value* by_shape(const Key* row, Value* base, Value* over);
  Value* maps(const Key* row, Value* base, Value* over);
  Value* logging(const Key* row, Value* base, Value* over);
  Value* build(const Key* row, Value* base, Value* over);
  Value* as_maps(const Key* row, Value* base, Value* over);
  Value* to_map(const Key* row, Value* value);
  Value* replace(Value* base, Value* over);
  Value* refuse(Value& base, const Value& over, std::string message);
  [[nodiscard]] std::string path() const;
  // merge_list.cpp
  Value* append(Value* base, Value* over);
  Value* by_path(Value* base, Value* over);
  Value* sequences(Value* base, Value* over);
  Value* to_sequence(Value* value);
  Value* key_values(const Key* row, Value* base, Value* over);
  Value* pools(const Key* row, Value* base, Value* over);
  Value* pools_by_subnet(const Key* row, Value* base, Value* over);

  Context& context_;
  std::vector<std::string_view> path_;
};

}  // namespace stackc::compose
