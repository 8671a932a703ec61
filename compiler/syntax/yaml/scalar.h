// What the text of a scalar stands for: null, truth, number, time, or text, by the rules of go-yaml v4 (not those of the YAML 1.1 or 1.2
// schemas).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "syntax/yaml/tree.h"

namespace stackc::yaml {

struct Scalar {
  ScalarType type = ScalarType::kString;
  bool boolean = false;
  bool negative = false;  // of an integer: its value is -magnitude
  std::uint64_t magnitude = 0;
  double number = 0;    // of a float
  std::string text;     // of a string if it differs from the node's text (binary, decoded), of a timestamp in UTC
  bool misfit = false;  // the tag does not fit the text
};

std::string_view short_tag(std::string_view full_tag, std::string& buffer);  // "tag:yaml.org,2002:str" -> "!!str"
Scalar resolve_scalar(const Node& scalar);
bool parse_timestamp(std::string_view text, std::string& utc);  // 2001-1-2, 2001-12-14t21:59:43.10-05:00, 2001-12-14 21:59:43.10

}  // namespace stackc::yaml
