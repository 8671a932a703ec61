#include "syntax/yaml/construct.h"

#include <cmath>

#include "base/text.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/checks.h"

namespace stackc::yaml {

using diag::Rule;
namespace rule = diag::rule;

namespace {

constexpr std::uint32_t kMaxDepth = 3000;        // of values, aliases expanded
constexpr std::uint64_t kFewSteps = 400'000;     // up to here nearly all may come from aliases
constexpr std::uint64_t kManySteps = 4'000'000;  // from here on only a tenth

bool is_merge(const Node& n) {
  if (n.kind != Kind::kScalar) return false;
  std::string_view tag = n.properties->full_tag;
  return tag.empty() ? n.style == Style::kPlain && n.text == "<<" : tag == "tag:yaml.org,2002:merge" || tag == "!!merge";
}

bool is_text(const Node& n) {
  const Node& r = n.resolved();
  if (r.kind != Kind::kScalar) return r.properties->full_tag == "tag:yaml.org,2002:str" || r.properties->full_tag == "!!str";
  std::string_view tag = r.properties->full_tag;
  if (tag == "!") return true;
  if (is_merge(r)) return true;
  if (!tag.empty()) return tag == "tag:yaml.org,2002:str" || tag == "!!str";
  return resolve_scalar(r).type == ScalarType::kString;
}

std::string id_of(const Scalar& s) {
  switch (s.type) {
    case ScalarType::kNull:
      return "n";
    case ScalarType::kBool:
      return s.boolean ? "bt" : "bf";
    case ScalarType::kInt:
      return base::cat({s.negative ? "i-" : "i", std::to_string(s.magnitude)});
    case ScalarType::kFloat: {
      double v = s.number == 0 ? 0 : s.number;  // -0 equals 0
      return "f" + std::string(reinterpret_cast<const char*>(&v), sizeof v);
    }
    case ScalarType::kTimestamp:
      return base::cat({"t", s.text});
    default:
      return base::cat({"s", s.text});
  }
}

}  // namespace

bool Constructor::fail(Rule rule, source::Span span, std::string message, std::string help) {
  failed_ = true;
  if (sink_ != nullptr) {
    auto report = sink_->report(rule, span, std::move(message));
    if (!help.empty()) report.help(std::move(help));
  }
  return false;
}

bool Constructor::count(const Node& n) {
  ++steps_;
  if (alias_depth_ > 0) ++alias_steps_;
  if (alias_steps_ <= 100 || steps_ <= 1000) return true;
  double allowed = 0.99;
  if (steps_ >= kManySteps) {
    allowed = 0.10;
  } else if (steps_ > kFewSteps) {
    allowed = 0.99 - 0.89 * (static_cast<double>(steps_ - kFewSteps) / static_cast<double>(kManySteps - kFewSteps));
  }
  if (static_cast<double>(alias_steps_) / static_cast<double>(steps_) <= allowed) return true;
  return fail(rule::yaml_budget, n.span, "the aliases of this document stand for too many values",
              "write out what is meant; a value may be repeated by an alias only in reason");
}

bool Constructor::construct(const Node& node, Value& out) {
  bool good = this->node(node, out);
  return good && !failed_;
}

bool Constructor::node(const Node& n, Value& out) {
  if (failed_ || !count(n)) return false;
  if (depth_ >= kMaxDepth) return fail(rule::yaml_budget, n.span, "with its aliases expanded, the document is too deep", "");
  ++depth_;
  bool good = false;
  switch (n.kind) {
    case Kind::kAlias:
      good = alias(n, out);
      break;
    case Kind::kScalar:
      good = scalar(n, out);
      break;
    case Kind::kMap:
      good = map(n, out);
      break;
    case Kind::kSeq:
      out.kind = Value::Kind::kSeq;
      for (const Node* item : n.items) {
        Value value;
        if (node(*item, value) && build_) out.items.push_back(std::move(value));
        if (failed_) break;
      }
      good = true;
      break;
  }
  --depth_;
  return good;
}

bool Constructor::alias(const Node& n, Value& out) {
  if (!active_.insert(&n).second) {
    return fail(rule::yaml_alias, n.span, base::cat({"`*", n.text, "` stands inside of what it stands for"}),
                "a value cannot contain itself");
  }
  ++alias_depth_;
  bool good = node(n.resolved(), out);
  --alias_depth_;
  active_.erase(&n);
  return good;
}

bool Constructor::scalar(const Node& n, Value& out) {
  out.kind = Value::Kind::kScalar;
  out.scalar = resolve_scalar(n);
  Scalar& s = out.scalar;
  if (s.misfit) {
    std::string_view tag = n.properties->tag;
    return fail(rule::yaml_syntax, n.span, base::cat({"`", n.text.substr(0, 40), "` is no ", tag}),
                base::cat({"leave the tag `", tag, "` away, or write a value that it fits"}));
  }
  if (s.type == ScalarType::kMerge) return false;
  if (s.type == ScalarType::kString || s.type == ScalarType::kOther) s.text = n.text;
  if (s.type == ScalarType::kBinary || s.type == ScalarType::kOther) s.type = ScalarType::kString;
  return true;
}

// The key of an entry. `text`: the map has text keys only, so every scalar is taken as text.
bool Constructor::key(const Node& n, bool text, Value& out, std::string& id) {
  const Node& r = n.resolved();
  if (text && is_merge(r)) {
    if (!count(n)) return false;
    out.scalar.text = r.text;
  } else if (!node(n, out)) {
    return false;
  } else if (out.kind != Value::Kind::kScalar) {
    return fail(rule::yaml_syntax, n.span, base::cat({"a ", out.kind == Value::Kind::kMap ? "mapping" : "list", " cannot be a key"}),
                "write a text as the key; put a text with brackets in quotes");
  } else if (text && out.scalar.type != ScalarType::kString) {
    if (out.scalar.type == ScalarType::kNull) return false;
    if (out.scalar.type == ScalarType::kTimestamp)
      return fail(rule::yaml_syntax, n.span, "a time cannot be merged into keys that are text", "put the key in quotes");
    out.scalar.type = ScalarType::kString;
    out.scalar.text = r.text;
  }
  id = id_of(out.scalar);
  return true;
}

bool Constructor::map(const Node& n, Value& out) {
  out.kind = Value::Kind::kMap;
  Target target;
  target.value = &out;
  target.text_keys = true;
  for (const Entry& entry : n.entries) {
    if (!is_text(*entry.key)) {
      target.text_keys = false;
      break;
    }
  }
  fill(n, target);
  return true;
}

void Constructor::fill(const Node& n, Target& target) {
  Keys* merged = merged_;
  merged_ = nullptr;
  const Node* merge_value = nullptr;
  for (const Entry& entry : n.entries) {
    if (failed_) break;
    if (is_merge(*entry.key)) {
      merge_value = entry.value;
      continue;
    }
    Value k;
    std::string id;
    if (!key(*entry.key, target.text_keys, k, id)) continue;
    if (merged != nullptr && !merged->insert(id).second) continue;
    Value v;
    if (!node(*entry.value, v) || !build_) continue;
    auto& entries = target.value->entries;
    bool nan = k.scalar.type == ScalarType::kFloat && std::isnan(k.scalar.number);
    auto [place, fresh] = target.places.try_emplace(std::move(id), entries.size());
    if (fresh || nan) {
      entries.push_back({std::move(k), std::move(v)});
    } else {
      entries[place->second].value = std::move(v);
    }
  }
  merged_ = merged;
  if (merge_value != nullptr && !failed_) merge(n, *merge_value, target);
}

void Constructor::merge(const Node& parent, const Node& value, Target& target) {
  Keys* before = merged_;
  Keys own;
  if (merged_ == nullptr) {
    for (const Entry& entry : parent.entries) {
      Value k;
      std::string id;
      if (key(*entry.key, false, k, id)) own.insert(std::move(id));
    }
    merged_ = &own;
  }
  const Node& list = merge_alias_of_list_ ? value.resolved() : value;
  if (list.kind == Kind::kSeq) {
    for (const Node* item : list.items) merge_one(*item, target);
  } else {
    merge_one(value, target);
  }
  merged_ = before;
}

void Constructor::merge_one(const Node& from, Target& target) {
  if (failed_) return;
  if (from.resolved().kind != Kind::kMap) {
    fail(rule::yaml_syntax, from.span, "`<<` takes a mapping, or a list of mappings",
         "give it an alias of a mapping, such as `*defaults`; or write `\"<<\"` if it is an ordinary key");
    return;
  }
  if (!count(from) || depth_ >= kMaxDepth) return;
  bool is_alias = from.kind == Kind::kAlias;
  if (is_alias && !active_.insert(&from).second) {
    fail(rule::yaml_alias, from.span, base::cat({"`*", from.text, "` stands inside of what it stands for"}),
         "a value cannot contain itself");
    return;
  }
  ++depth_;
  if (is_alias) {
    ++alias_depth_;
    count(from.resolved());
  }
  fill(from.resolved(), target);
  if (is_alias) {
    --alias_depth_;
    active_.erase(&from);
  }
  --depth_;
}

void check_values(const Tree& tree, diag::Sink& sink, const Options& options) {
  for (const Document& document : tree.documents) {
    Constructor constructor(&sink, false, options.merge_alias_of_list);
    Value value;
    if (document.root != nullptr) constructor.construct(*document.root, value);
    if (constructor.failed()) return;
  }
}

namespace {

void report_duplicate(const Node& first, const Node& second, diag::Sink& sink) {
  std::string message =
      second.kind == Kind::kMap || second.kind == Kind::kSeq
          ? "a second key that is no text"
          : base::cat({"the key `", second.kind == Kind::kAlias ? "*" : "", second.text.substr(0, 60), "` stands here a second time"});
  sink.report(rule::yaml_duplicate_key, second.span, std::move(message))
      .label(first.span, "the first one is here")
      .help("delete one of them, or merge their values");
}

}  // namespace

void check_duplicates(const Node& map, diag::Sink& sink) {
  constexpr std::size_t kFew = 12;
  std::span<Entry> entries = map.entries;
  auto text = [](const Node& n) { return n.kind == Kind::kMap || n.kind == Kind::kSeq ? std::string_view() : n.text; };
  if (entries.size() <= kFew) {
    for (std::size_t i = 1; i < entries.size(); ++i) {
      const Node& b = *entries[i].key;
      for (std::size_t j = 0; j < i; ++j) {
        const Node& a = *entries[j].key;
        if (a.kind == b.kind && text(a) == text(b)) {
          report_duplicate(a, b, sink);
          break;
        }
      }
    }
    return;
  }
  std::unordered_map<std::string_view, const Node*> seen[4];
  for (const Entry& entry : entries) {
    auto [place, fresh] = seen[static_cast<std::size_t>(entry.key->kind)].try_emplace(text(*entry.key), entry.key);
    if (!fresh) report_duplicate(*place->second, *entry.key, sink);
  }
}

}  // namespace stackc::yaml
