// The only file that sees yaml-cpp. yaml-cpp 0.7 types nothing, which suits us: the types are judged here, by the wider of YAML 1.1
// and 1.2, so that a string which either of them would take for something else counts as a difference.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <memory>
#include <sstream>
#include <utility>

#include "base/regex.h"
#include "base/text.h"
#include "verify/verify.h"

namespace stackc::verify {

using base::cat;

namespace {

struct Entry;
struct Seen {
  enum class Kind { kNull, kScalar, kSeq, kMap } kind = Kind::kNull;
  bool plain = false;
  std::string text;
  std::vector<Seen> items;     // kSeq
  std::vector<Entry> entries;  // kMap
};
struct Entry {
  std::string key;
  Seen value;
};

class Collector : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override { ++documents_; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { add({}); }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { odd_ = "an alias"; }
  void OnScalar(const YAML::Mark&, const std::string& tag, YAML::anchor_t, const std::string& value) override {
    if (tag != "?" && tag != "!") odd_ = cat({"a tag ", tag});
    Seen seen;
    seen.kind = Seen::Kind::kScalar;
    seen.plain = tag == "?";
    seen.text = value;
    add(std::move(seen));
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(Seen::Kind::kSeq);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override { open(Seen::Kind::kMap); }
  void OnMapEnd() override { close(); }

  Seen root_;
  std::string odd_;
  int documents_ = 0;

 private:
  struct Frame {
    Seen value;
    bool has_key = false;
    std::string key;
  };
  void open(Seen::Kind kind) {
    frames_.push_back({});
    frames_.back().value.kind = kind;
  }
  void close() {
    Seen done = std::move(frames_.back().value);
    frames_.pop_back();
    add(std::move(done));
  }
  void add(Seen value) {
    if (frames_.empty()) {
      root_ = std::move(value);
      return;
    }
    Frame& top = frames_.back();
    if (top.value.kind == Seen::Kind::kSeq) {
      top.value.items.push_back(std::move(value));
    } else if (top.has_key) {
      top.value.entries.push_back({std::move(top.key), std::move(value)});
      top.has_key = false;
    } else if (value.kind == Seen::Kind::kScalar) {
      top.key = std::move(value.text);
      top.has_key = true;
    } else {
      odd_ = "a key that is no scalar";
      top.has_key = true;
    }
  }
  std::vector<Frame> frames_;
};

// What YAML 1.1 (yaml.org/type) or the 1.2 core schema resolves to something else than a string.
bool typed_by_some_reader(std::string_view text) {
  if (text.empty()) return true;  // null
  // Every form below begins with one of these characters; the rest need no pattern.
  if (!base::is_digit(text.front()) && std::string_view("~<=+-._eEnNtTfFyYoO").find(text.front()) == std::string_view::npos) return false;
  static const base::LazyRegex typed(
      "(?i:~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?\\.inf|\\.nan)|"
      "[-+]?[0-9][0-9_]*|[-+]?0o[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0b[01_]+|"
      "[-+]?([0-9][0-9_]*)?\\.?[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?|"
      "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ]+[0-9:.]+ *(Z|[-+][0-9:]+)?)?");
  return typed.full_match(text);
}

std::string compare(const Seen& seen, const ir::Value& meant, const std::string& path);

std::string compare_scalar(const Seen& seen, const ir::Value& meant, const std::string& path) {
  auto differs = [&](std::string_view what) {
    return cat({path, ": meant ", what, ", a reader sees ", seen.plain ? "plain " : "quoted ", "`", seen.text, "`"});
  };
  if (seen.kind != Seen::Kind::kScalar && !std::holds_alternative<std::monostate>(meant.data))
    return cat({path, ": a scalar was meant, a reader sees none"});
  if (const auto* text = std::get_if<ir::Text>(&meant.data)) {
    std::optional<std::string> plain = text->plain();
    if (!plain) return cat({path, ": the meant text holds a secret or a symbol"});
    if (seen.text != *plain || (seen.plain && typed_by_some_reader(seen.text))) return differs(cat({"the string `", *plain, "`"}));
    return {};
  }
  if (const auto* value = std::get_if<bool>(&meant.data))
    return seen.plain && seen.text == (*value ? "true" : "false") ? "" : differs(*value ? "true" : "false");
  if (const auto* value = std::get_if<std::int64_t>(&meant.data))
    return seen.plain && seen.text == std::to_string(*value) ? "" : differs(cat({"the number ", std::to_string(*value)}));
  if (const auto* value = std::get_if<std::string>(&meant.data))
    return seen.plain && seen.text == *value ? "" : differs(cat({"the number ", *value}));
  return seen.kind == Seen::Kind::kNull ? "" : differs("null");
}

std::string compare(const Seen& seen, const ir::Value& meant, const std::string& path) {
  if (const auto* list = std::get_if<ir::ValueList>(&meant.data)) {
    if (seen.kind != Seen::Kind::kSeq || seen.items.size() != list->size())
      return cat({path, ": meant a list of ", std::to_string(list->size()), ", a reader sees another"});
    for (std::size_t i = 0; i < list->size(); ++i)
      if (std::string found = compare(seen.items[i], (*list)[i], cat({path, "[", std::to_string(i), "]"})); !found.empty()) return found;
    return {};
  }
  if (const auto* map = std::get_if<ir::ValueMap>(&meant.data)) {
    if (seen.kind != Seen::Kind::kMap || seen.entries.size() != map->size())
      return cat({path, ": meant a map of ", std::to_string(map->size()), ", a reader sees another"});
    for (std::size_t i = 0; i < map->size(); ++i) {
      const auto& [key, value] = (*map)[i];
      if (seen.entries[i].key != key) return cat({path, ": meant the key `", key, "`, a reader sees `", seen.entries[i].key, "`"});
      if (std::string found = compare(seen.entries[i].value, value, path.empty() ? key : cat({path, ".", key})); !found.empty())
        return found;
    }
    return {};
  }
  return compare_scalar(seen, meant, path);
}

}  // namespace

std::string compare_yaml(std::string_view text, const ir::Value& meant) {
  std::istringstream stream{std::string(text)};
  Collector collector;
  try {
    YAML::Parser parser(stream);
    // Two documents are wrong already, so yaml-cpp's endless stream of empty documents (it loops on `,`) ends here too.
    while (collector.documents_ < 2 && parser.HandleNextDocument(collector)) {
    }
  } catch (const YAML::Exception& error) {
    return cat({"no YAML for an independent reader: ", error.what()});
  }
  if (collector.documents_ != 1) return cat({"one document was meant, a reader sees ", std::to_string(collector.documents_)});
  if (!collector.odd_.empty()) return cat({"a reader sees ", collector.odd_});
  return compare(collector.root_, meant, "");
}

}  // namespace stackc::verify
