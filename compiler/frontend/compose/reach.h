// Below which objects of the key table a stage has anything to do, so that walks leave out the rest (variables, labels, options): most of a
// file. In: what makes a row interesting. Out: yes or no for each object.
#pragma once

#include <array>

#include "schema/compose.h"

namespace stackc::compose {

class Reach {
 public:
  template <class Wanted>
  explicit Reach(Wanted wanted) {
    for (bool grown = true; grown;) {
      grown = false;
      for (std::size_t i = 0; i < reached_.size(); ++i) {
        if (reached_[i]) continue;
        for (const schema::compose::Key& key : schema::compose::keys(static_cast<schema::compose::Object>(i))) {
          if (!wanted(key) && !(*this)(key.element)) continue;
          reached_[i] = grown = true;
          break;
        }
      }
    }
  }
  bool operator()(schema::compose::Object object) const {
    return object != schema::compose::Object::kNone && reached_[static_cast<std::size_t>(object)];
  }

 private:
  std::array<bool, static_cast<std::size_t>(schema::compose::Object::kNone)> reached_{};
};

}  // namespace stackc::compose
