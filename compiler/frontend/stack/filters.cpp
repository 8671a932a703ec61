// The filters of references: `${db.url | scheme('postgresql+psycopg') | path('/other')}`. They work on texts whose literal parts are known;
// a secret stays as it is, except that `urlencode` marks it.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "diag/rules/stack.h"
#include "frontend/stack/environment.h"

namespace stackc::frontend {
namespace {

using base::cat;
namespace rule = diag::rule;

struct FilterInfo {
  std::string_view name;
  std::size_t args;
  std::string_view usage;
};
constexpr std::array<FilterInfo, 9> kFilters{{{"scheme", 1, "scheme('postgresql+asyncpg')"},
                                              {"path", 1, "path('/database')"},
                                              {"lower", 0, "lower"},
                                              {"upper", 0, "upper"},
                                              {"replace", 2, "replace('-', '_')"},
                                              {"default", 1, "default('x')"},
                                              {"join", 1, "join(',')"},
                                              {"urlencode", 0, "urlencode"},
                                              {"file", 0, "file"}}};

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (base::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

template <class Change>
ir::Text change_literals(const ir::Text& text, const Change& change) {
  ir::Text out;
  for (const ir::TextPart& part : text.parts()) {
    if (const auto* literal = std::get_if<std::string>(&part)) out.append(change(*literal));
    if (const auto* secret = std::get_if<ir::SecretPart>(&part)) out.append(*secret);
    if (const auto* symbol = std::get_if<ir::Symbol>(&part)) out.append(*symbol);
  }
  return out;
}

ir::Text encode(const ir::Text& text) {
  ir::Text out;
  for (const ir::TextPart& part : text.parts()) {
    if (const auto* literal = std::get_if<std::string>(&part)) out.append(percent_encode(*literal));
    if (const auto* secret = std::get_if<ir::SecretPart>(&part)) out.append(ir::SecretPart{secret->secret, ir::Encoding::kUrl});
    if (const auto* symbol = std::get_if<ir::Symbol>(&part)) out.append(*symbol);
  }
  return out;
}

// `scheme://authority/path` with another scheme, or another path. None if the text is no URL.
std::optional<ir::Text> with_scheme(const ir::Text& text, const std::string& scheme) {
  if (text.parts().empty()) return std::nullopt;
  const auto* first = std::get_if<std::string>(&text.parts().front());
  const std::size_t at = first == nullptr ? std::string::npos : first->find("://");
  if (at == std::string::npos) return std::nullopt;
  bool done = false;
  return change_literals(text, [&](const std::string& literal) {
    if (done) return literal;
    done = true;
    return cat({scheme, std::string_view(literal).substr(at)});
  });
}

std::optional<ir::Text> with_path(const ir::Text& text, const std::string& path) {
  ir::Text out;
  bool authority = false;
  for (const ir::TextPart& part : text.parts()) {
    if (const auto* secret = std::get_if<ir::SecretPart>(&part)) out.append(*secret);
    if (const auto* symbol = std::get_if<ir::Symbol>(&part)) out.append(*symbol);
    const auto* literal = std::get_if<std::string>(&part);
    if (literal == nullptr) continue;
    std::size_t from = 0;
    if (!authority) {
      const std::size_t scheme = literal->find("://");
      if (scheme == std::string::npos) return std::nullopt;
      authority = true;
      from = scheme + 3;
    }
    const std::size_t slash = literal->find('/', from);
    out.append(literal->substr(0, slash));
    if (slash != std::string::npos) break;
  }
  if (!authority) return std::nullopt;
  out.append(path.empty() || path.front() != '/' ? cat({"/", path}) : path);
  return out;
}

}  // namespace

Value Environment::filtered(Value value, const scalar::Reference& reference, const Node& node, const Use& use) {
  for (const scalar::Filter& filter : reference.filters) {
    const FilterInfo* info = nullptr;
    std::vector<std::string_view> names;
    for (const FilterInfo& known : kFilters) {
      names.push_back(known.name);
      if (known.name == filter.name) info = &known;
    }
    if (info == nullptr) {
      sink_.report(rule::unknown_filter, span_of(node, filter.range), cat({"there is no filter `", filter.name, "`"}))
          .help(suggestion(filter.name, names, "filters"));
      return {};
    }
    const auto fail = [&](std::string message) {
      sink_.report(rule::bad_filter, span_of(node, filter.whole), std::move(message)).help(cat({"it is written `| ", info->usage, "`"}));
      return Value{};
    };
    if (filter.args.size() != info->args)
      return fail(cat({"filter `", filter.name, "` takes ",
                       info->args == 0   ? "no argument"
                       : info->args == 1 ? "one argument"
                                         : "two arguments"}));
    if (filter.name == "default") {
      if (value.kind != Value::Kind::kUnset && !(value.kind == Value::Kind::kText && value.text.empty())) continue;
      value = Value{};
      value.kind = Value::Kind::kText;
      value.text = ir::Text(filter.args[0]);
      continue;
    }
    if (value.kind == Value::Kind::kFailed || value.kind == Value::Kind::kUnset) return value;
    if (filter.name == "join") {
      if (value.kind != Value::Kind::kTree || !value.tree.is_list()) return fail("`join` takes a list");
      ir::Text joined;
      const std::vector<ir::Text> items = texts_of(value.tree, use);
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (i != 0) joined.append(filter.args[0]);
        joined.append(items[i]);
      }
      value = Value{};
      value.kind = Value::Kind::kText;
      value.text = std::move(joined);
      continue;
    }
    if (value.kind == Value::Kind::kService) {
      value.text = ir::Text(services_[value.service].name);
      value.kind = Value::Kind::kText;
    }
    if (value.kind != Value::Kind::kText) return fail(cat({"`", filter.name, "` takes a single text, not a list or mapping"}));
    value.quoted = true;
    if (filter.name == "urlencode") {
      value.text = encode(value.text);
    } else if (filter.name == "scheme" || filter.name == "path") {
      std::optional<ir::Text> changed =
          filter.name == "scheme" ? with_scheme(value.text, filter.args[0]) : with_path(value.text, filter.args[0]);
      if (!changed) return fail(cat({"`", filter.name, "` takes a URL, and `", reference.path_text(), "` is none"}));
      value.text = std::move(*changed);
    } else if (filter.name == "file") {
      const std::optional<ir::SecretId> secret = value.text.sole_secret();
      if (!secret) return fail("`file` takes a secret alone: it gives the path of the file that holds it");
      if (info_.deliver != ir::Deliver::kFile)
        return fail(cat({"environment `", info_.name,
                         "` hands secrets over as variables, so there is no file; `secrets: {deliver: file}` makes files"}));
      if (use.service != kNoService) {
        std::vector<ir::SecretId>& files = service_ir(use.service).secret_files;
        if (std::find(files.begin(), files.end(), *secret) == files.end()) files.push_back(*secret);
      }
      value.text = ir::Text(cat({"/run/secrets/", stack_.secrets[*secret].name}));
    } else {
      if (value.text.has_secret()) return fail(cat({"`", filter.name, "` cannot change a secret: its value is not known here"}));
      value.text = change_literals(value.text, [&](const std::string& literal) {
        if (filter.name == "lower") return base::to_lower(literal);
        if (filter.name == "upper") return base::to_upper(literal);
        return base::replace_all(literal, filter.args[0], filter.args[1]);
      });
    }
  }
  return value;
}

}  // namespace stackc::frontend
