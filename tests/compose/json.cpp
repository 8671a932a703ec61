#include "json.h"

#include <algorithm>
#include <cstdint>

#include "base/json.h"
#include "base/utf8.h"

namespace stackc::compose_test {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool read(Json& out) { return value(out, 0) && (blanks(), at_ == text_.size()); }

 private:
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }
  bool hex(std::uint32_t& out) {
    out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      std::size_t digit = at_ < text_.size() ? std::string_view("0123456789abcdef").find(static_cast<char>(text_[at_] | 0x20)) : 16;
      if (digit > 15) return false;
      out = out * 16 + static_cast<std::uint32_t>(digit);
    }
    return true;
  }
  bool string(std::string& out) {
    if (!take('"')) return false;
    while (at_ < text_.size() && text_[at_] != '"') {
      char c = text_[at_++];
      if (c != '\\') {
        out += c;
        continue;
      }
      if (at_ >= text_.size()) return false;
      c = text_[at_++];
      std::size_t known = std::string_view("\"\\/bfnrt").find(c);
      if (known != std::string_view::npos) {
        out += "\"\\/\b\f\n\r\t"[known];
        continue;
      }
      std::uint32_t code = 0;
      if (c != 'u' || !hex(code)) return false;
      std::uint32_t low = 0;
      if (code >= 0xd800 && code < 0xdc00 && word("\\u") && hex(low)) code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      base::append_utf8(out, code);
    }
    return take('"');
  }
  bool value(Json& out, int depth) {
    if (depth > 500) return false;
    blanks();
    if (at_ >= text_.size()) return false;
    char c = text_[at_];
    if (c == '{') return map(out, depth);
    if (c == '[') return list(out, depth);
    if (c == '"') return out.kind = Json::Kind::kString, string(out.text);
    if (word("null")) return true;
    for (std::string_view name : {"true", "false"}) {
      if (word(name)) return out.kind = Json::Kind::kBool, out.text = name, true;
    }
    out.kind = Json::Kind::kNumber;
    while (at_ < text_.size() && std::string_view("+-.0123456789eE").find(text_[at_]) != std::string_view::npos) out.text += text_[at_++];
    return !out.text.empty();
  }
  bool list(Json& out, int depth) {
    out.kind = Json::Kind::kList;
    take('[');
    if (take(']')) return true;
    do {
      if (!value(out.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']');
  }
  bool map(Json& out, int depth) {
    out.kind = Json::Kind::kMap;
    take('{');
    if (take('}')) return true;
    do {
      auto& [name, member] = out.members.emplace_back();
      blanks();
      if (!string(name) || !take(':') || !value(member, depth + 1)) return false;
    } while (take(','));
    std::stable_sort(out.members.begin(), out.members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return take('}');
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

void print(const Json& value, int depth, std::size_t indent, std::string& out) {
  bool wide = depth > 0;
  auto piece = [&](bool first, std::size_t extra) {
    if (!first) out += wide ? "," : ", ";
    if (wide) (out += '\n').append(indent + extra, ' ');
  };
  switch (value.kind) {
    case Json::Kind::kNull:
      out += "null";
      return;
    case Json::Kind::kString:
      out += base::json_quote(value.text);
      return;
    case Json::Kind::kBool:
    case Json::Kind::kNumber:
      out += value.text;
      return;
    case Json::Kind::kList:
      out += '[';
      for (const Json& item : value.items) {
        if (&item != value.items.data()) out += ", ";
        print(item, 0, indent, out);
      }
      out += ']';
      return;
    case Json::Kind::kMap:
      wide = wide && !value.members.empty();
      out += '{';
      for (const auto& member : value.members) {
        piece(&member == value.members.data(), 1);
        out += base::json_quote(member.first) + ": ";
        print(member.second, depth - 1, indent + 1, out);
      }
      if (wide) (out += '\n').append(indent, ' ');
      out += '}';
  }
}

class Comparison {
 public:
  explicit Comparison(std::size_t limit) : limit_(limit) {}
  void compare(const std::string& path, const Json* a, const Json* b) {
    if (count_ >= limit_) return;
    if (a == nullptr || b == nullptr || a->kind != b->kind || a->text != b->text || a->items.size() != b->items.size())
      return tell(path, a, b);
    for (std::size_t i = 0; i < a->items.size(); ++i) compare(path + "[" + std::to_string(i) + "]", &a->items[i], &b->items[i]);
    auto left = a->members.begin();
    auto right = b->members.begin();
    std::string dot = path.empty() ? "" : path + ".";
    while (left != a->members.end() || right != b->members.end()) {
      bool only_left = right == b->members.end() || (left != a->members.end() && left->first < right->first);
      bool only_right = left == a->members.end() || (!only_left && right->first < left->first);
      if (only_left)
        compare(dot + left->first, &left->second, nullptr), ++left;
      else if (only_right)
        compare(dot + right->first, nullptr, &right->second), ++right;
      else
        compare(dot + left->first, &left->second, &right->second), ++left, ++right;
    }
  }
  std::string out;

 private:
  static std::string shown(const Json* value) { return value == nullptr ? "nothing" : print_json(*value, 0); }
  void tell(const std::string& path, const Json* a, const Json* b) {
    ++count_;
    out += "  " + (path.empty() ? "the whole" : path) + ": reference " + shown(a) + ", ours " + shown(b) + "\n";
  }
  std::size_t limit_;
  std::size_t count_ = 0;
};

}  // namespace

const Json* Json::find(std::string_view name) const {
  for (const auto& member : members) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

Json* Json::find(std::string_view name) {
  for (auto& member : members) {
    if (member.first == name) return &member.second;
  }
  return nullptr;
}

void sort_unordered(Json& project) {
  Json* services = project.find("services");
  if (services == nullptr) return;
  for (auto& [name, service] : services->members) {
    Json* build = service.find("build");
    Json* ssh = build == nullptr ? nullptr : build->find("ssh");
    if (ssh != nullptr) std::sort(ssh->items.begin(), ssh->items.end(), [](const Json& a, const Json& b) { return a.text < b.text; });
  }
}

bool parse_json(std::string_view text, Json& out) { return Reader(text).read(out); }

std::string print_json(const Json& value, int depth) {
  std::string out;
  print(value, depth, 0, out);
  return out;
}

std::string differences(const Json& reference, const Json& ours, std::size_t limit) {
  Comparison comparison(limit);
  comparison.compare("", &reference, &ours);
  return comparison.out;
}

}  // namespace stackc::compose_test
