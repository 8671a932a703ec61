#include <charconv>
#include <cmath>

#include "base/text.h"
#include "syntax/yaml/construct.h"

namespace stackc::yaml {

namespace {

void append_text(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

// Floats keep a point or an exponent, so that 8.0 and 8 differ. JSON has no infinities: they are text.
std::string number_text(double value) {
  if (std::isnan(value)) return "\"NaN\"";
  if (std::isinf(value)) return value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
  char buffer[40];
  auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string out(buffer, end);
  if (out.find_first_of(".e") == out.npos) out += ".0";
  return out;
}

std::string scalar_text(const Scalar& s) {
  switch (s.type) {
    case ScalarType::kNull:
      return "null";
    case ScalarType::kBool:
      return s.boolean ? "true" : "false";
    case ScalarType::kInt:
      return base::cat({s.negative ? "-" : "", std::to_string(s.magnitude)});
    case ScalarType::kFloat:
      return number_text(s.number);
    default:
      break;
  }
  std::string out;
  append_text(out, s.text);
  return out;
}

void append(std::string& out, const Value& value, std::size_t depth) {
  auto indent = [&out](std::size_t d) {
    out += '\n';
    out.append(2 * d, ' ');
  };
  if (value.kind == Value::Kind::kScalar) {
    out += scalar_text(value.scalar);
  } else if (value.kind == Value::Kind::kSeq) {
    out += '[';
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      if (i != 0) out += ',';
      indent(depth + 1);
      append(out, value.items[i], depth + 1);
    }
    if (!value.items.empty()) indent(depth);
    out += ']';
  } else {
    out += '{';
    for (std::size_t i = 0; i < value.entries.size(); ++i) {
      if (i != 0) out += ',';
      indent(depth + 1);
      std::string key = scalar_text(value.entries[i].key.scalar);
      if (key.starts_with('"')) {
        out += key;
      } else {
        append_text(out, key);
      }
      out += ": ";
      append(out, value.entries[i].value, depth + 1);
    }
    if (!value.entries.empty()) indent(depth);
    out += '}';
  }
}

}  // namespace

std::string dump_json(const Tree& tree) {
  std::string out;
  bool several = tree.documents.size() > 1;
  if (several) out += "[\n";
  for (std::size_t i = 0; i < tree.documents.size(); ++i) {
    if (i != 0) out += ",\n";
    Constructor constructor(nullptr, true);
    Value value;
    bool good = tree.documents[i].root != nullptr && constructor.construct(*tree.documents[i].root, value);
    if (good) append(out, value, 0);
    if (!good) out += "null";
  }
  out += several ? "\n]\n" : "\n";
  return out;
}

}  // namespace stackc::yaml
