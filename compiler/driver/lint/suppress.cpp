#include "driver/lint/suppress.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "diag/aliases.h"
#include "diag/rules/lint.h"

namespace stackc::driver::lint {

using base::cat;
namespace rule = diag::rule;

namespace {

constexpr std::uint32_t kLastLine = std::numeric_limits<std::uint32_t>::max();
constexpr std::string_view kMarkers[] = {"stackc:", "hadolint", "check=", "dclint", "checkov:skip", "kics-scan"};

bool is_word(char c) { return base::is_alnum(c) || c == '-' || c == '_'; }

// Whether the tree has to be asked at all: some `#` has a marker behind it in its line. One pass over the bytes.
bool has_marker(std::string_view text) {
  for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at)) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    for (std::string_view marker : kMarkers)
      if (line.find(marker) != std::string_view::npos) return true;
    at = end;
  }
  return false;
}

std::string_view take_blanks(std::string_view& text) {
  std::size_t n = std::min(text.find_first_not_of(" \t"), text.size());
  std::string_view blanks = text.substr(0, n);
  text.remove_prefix(n);
  return blanks;
}
std::string_view take_word(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && is_word(text[n])) ++n;
  std::string_view word = text.substr(0, n);
  text.remove_prefix(n);
  return word;
}
bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}
bool blank_or_comment(std::string_view line) {
  take_blanks(line);
  return base::trim(line).empty() || line[0] == '#';
}
std::size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

}  // namespace

class SuppressionReader {
 public:
  SuppressionReader(const source::SourceManager& sources, source::FileId file, diag::Sink& sink, Suppressions& out)
      : sources_(sources), file_(file), sink_(sink), out_(out) {}

  void comment(const yaml::Comment& comment) {
    comment_ = comment;
    std::string_view text = sources_.text(comment.span);
    // Several in one comment: `# reason # stackc: ignore[...]`.
    for (std::size_t at = 0; at != std::string_view::npos; at = text.find('#', at + 1)) {
      std::size_t end = text.find('#', at + 1);
      part(text.substr(at + 1, end == std::string_view::npos ? end : end - at - 1), static_cast<std::uint32_t>(at));
    }
  }

 private:
  using Entry = Suppressions::Entry;
  using Item = Suppressions::Item;

  std::uint32_t line() const { return sources_.position(file_, comment_.span.begin).line; }
  std::uint32_t offset(std::string_view place) const { return static_cast<std::uint32_t>(place.data() - sources_.text(file_).data()); }

  // The next line that is no comment and not blank.
  std::uint32_t next_line() const {
    std::uint32_t at = line() + 1;
    for (std::size_t size = sources_.text(file_).size(); sources_.line_begin(file_, at) < size; ++at)
      if (!blank_or_comment(sources_.line_text(file_, at))) break;
    return at;
  }

  Entry entry(bool foreign) const {
    Entry made;
    made.foreign = foreign;
    made.comment = comment_.span;
    made.own_line = comment_.own_line;
    made.first_line = made.last_line = comment_.own_line ? next_line() : line();
    return made;
  }
  static void whole_file(Entry& entry) {
    entry.first_line = 0;
    entry.last_line = kLastLine;
  }

  void part(std::string_view text, std::uint32_t at) {
    take_blanks(text);
    if (take_prefix(text, "stackc:")) return own(text, at);
    if (take_prefix(text, "hadolint ")) return hadolint(text);
    if (take_prefix(text, "check=")) return buildkit(text);
    if (take_prefix(text, "dclint ")) return dclint(text);
    if (take_prefix(text, "checkov:skip=")) return checkov(text);
    if (take_prefix(text, "kics-scan ")) return kics(text);
  }

  diag::Builder malformed(std::string message) { return sink_.report(rule::malformed_suppression, comment_.span, std::move(message)); }

  void own(std::string_view text, std::uint32_t at) {
    take_blanks(text);
    std::string_view verb_place = text;
    std::string_view verb = take_word(text);
    if (verb != "ignore" && verb != "ignore-file") {
      std::string_view known[] = {"ignore", "ignore-file"};
      std::string_view near = base::nearest(verb, known);
      auto report =
          malformed(verb.empty() ? std::string("`# stackc:` says nothing") : cat({"`", verb, "` is nothing that a comment can ask for"}));
      report.help(near.empty() ? "write `# stackc: ignore[STK2103] reason`" : cat({"did you mean `", near, "`?"}));
      if (!near.empty()) {
        std::uint32_t begin = offset(verb_place);
        report.fix(cat({"write `", near, "`"}), diag::Safety::kUnsafe,
                   {{{file_, begin, begin + static_cast<std::uint32_t>(verb.size())}, std::string(near)}});
      }
      return;
    }
    Entry made = entry(false);
    made.comment.begin += at;
    made.own_line = made.own_line && at == 0;
    if (verb == "ignore-file") whole_file(made);
    if (!take_prefix(text, "[")) {
      without_brackets(text, made);
      return;
    }
    std::size_t close = text.find(']');
    if (close == std::string_view::npos) {
      malformed("the list of rules has no `]`").help("write `# stackc: ignore[STK2103] reason`");
      return;
    }
    words(text.substr(0, close), made);
    out_.entries_.push_back(std::move(made));
  }

  void without_brackets(std::string_view text, Entry& made) {
    std::string_view rest = base::trim(text);
    std::string_view word = rest;
    word = take_word(word);
    if (word.size() == 7 && parse_selector(word)) {  // `ignore STK2103`: brackets forgotten
      std::uint32_t begin = offset(rest);
      malformed(cat({"`", word, "` stands without brackets"}))
          .help(cat({"write `ignore[", word, "]`"}))
          .fix("put brackets around the rule", diag::Safety::kUnsafe,
               {{{file_, static_cast<std::uint32_t>(offset(text)), begin + 7}, cat({"[", word, "]"})}});
      return;
    }
    made.all = true;
    sink_.report(rule::blanket_suppression, made.comment, "this comment switches off every finding")
        .help("name the rules: `# stackc: ignore[STK2103] reason`");
    out_.entries_.push_back(std::move(made));
  }

  void words(std::string_view list, Entry& made) {
    made.list = {file_, offset(list), static_cast<std::uint32_t>(offset(list) + list.size())};
    for (std::string_view word : base::split(list, ',')) {
      word = base::trim(word);
      if (word.empty()) continue;
      Item item;
      item.span = {file_, offset(word), static_cast<std::uint32_t>(offset(word) + word.size())};
      if (std::optional<Selector> selector = parse_selector(word)) {
        item.selector = *selector;
      } else {
        item.broken = true;
        auto report = sink_.report(rule::unknown_suppression, item.span, cat({"there is no rule `", word, "`"}));
        if (std::string near = suggest_selector(word); !near.empty()) {
          report.help(cat({"did you mean `", near, "`?"}));
          report.fix(cat({"write `", near, "`"}), diag::Safety::kUnsafe, {{item.span, near}});
        }
      }
      made.items.push_back(item);
    }
    if (made.items.empty()) {
      made.all = true;
      sink_.report(rule::blanket_suppression, made.comment, "this comment names no rule, so it switches off every finding")
          .help("name the rules: `# stackc: ignore[STK2103] reason`");
    }
  }

  // ---- other linters: their names for our rules
  void foreign(Entry made, std::string_view tool, std::string_view names) {
    for (std::string_view name : base::split(names, ',')) {
      name = base::trim(name);
      if (name.empty()) continue;
      std::vector<int> codes = diag::codes_of(tool, name);
      made.codes.insert(made.codes.end(), codes.begin(), codes.end());
    }
    add_foreign(std::move(made));
  }
  void foreign_all(Entry made, std::string_view tool) {
    made.codes = diag::codes_of(tool, "");
    add_foreign(std::move(made));
  }
  void add_foreign(Entry made) {
    std::sort(made.codes.begin(), made.codes.end());
    if (!made.codes.empty()) out_.entries_.push_back(std::move(made));
  }
  static std::string_view until(std::string_view text, std::string_view stops) { return text.substr(0, text.find_first_of(stops)); }

  void hadolint(std::string_view text) {  // hadolint ignore=A,B | hadolint global ignore=A
    Entry made = entry(true);
    take_blanks(text);
    if (take_prefix(text, "global")) {
      take_blanks(text);
      whole_file(made);
    }
    if (take_prefix(text, "ignore=")) foreign(std::move(made), "hadolint", text);
  }
  void buildkit(std::string_view text) {  // check=skip=A,B;error=true
    Entry made = entry(true);
    if (comment_.own_line && line() <= 2) whole_file(made);
    if (!take_prefix(text, "skip=")) return;
    text = until(text, "; \t");
    if (text == "all") return foreign_all(std::move(made), "buildkit");
    foreign(std::move(made), "buildkit", text);
  }
  void dclint(std::string_view text) {  // disable-file | disable [rules] (first line: the file) | disable-line [rules]
    Entry made = entry(true);
    take_blanks(text);
    std::string_view verb = take_word(text);
    std::string names(base::trim(text));
    std::replace(names.begin(), names.end(), ' ', ',');
    if (verb == "disable-line") {
      made.first_line = line();  // its own line or the next
    } else if (verb == "disable-file" || (verb == "disable" && line() == 1)) {
      whole_file(made);
    } else {
      return;
    }
    if (names.empty()) return foreign_all(std::move(made), "dclint");
    foreign(std::move(made), "dclint", names);
  }
  void checkov(std::string_view text) {  // checkov:skip=A,B:reason, for the whole resource: here, the file
    Entry made = entry(true);
    whole_file(made);
    foreign(std::move(made), "checkov", until(text, ": \t"));
  }
  void kics(std::string_view text) {  // ignore | disable=ids | ignore-line | ignore-block
    Entry made = entry(true);
    take_blanks(text);
    std::string_view verb = take_word(text);
    if (verb == "ignore" || verb == "disable") whole_file(made);
    if (verb == "disable" && take_prefix(text, "=")) return foreign(std::move(made), "kics", until(text, " \t"));
    if (verb == "ignore-block") made.last_line = block_end(made.first_line);
    if (verb == "ignore" || verb == "ignore-line" || verb == "ignore-block") foreign_all(std::move(made), "kics");
  }
  // The lines below `first` that are indented deeper.
  std::uint32_t block_end(std::uint32_t first) const {
    std::size_t indent = indent_of(sources_.line_text(file_, first));
    std::uint32_t last = first;
    for (std::uint32_t at = first + 1; sources_.line_begin(file_, at) < sources_.text(file_).size(); ++at) {
      std::string_view text = sources_.line_text(file_, at);
      if (!base::trim(text).empty() && indent_of(text) <= indent) break;
      last = at;
    }
    return last;
  }

  const source::SourceManager& sources_;
  source::FileId file_;
  diag::Sink& sink_;
  Suppressions& out_;
  yaml::Comment comment_;
};

Suppressions Suppressions::read(const source::SourceManager& sources, source::FileId file, diag::Sink& sink) {
  Suppressions result;
  std::string_view text = sources.text(file);
  if (!has_marker(text)) return result;
  diag::Sink scrap;  // the front end reports what is wrong with the YAML
  yaml::Tree tree = yaml::read(sources, file, scrap);
  SuppressionReader reader(sources, file, sink, result);
  for (const yaml::Comment& comment : tree.comments) reader.comment(comment);
  return result;
}

bool Suppressions::covers(int code, std::uint32_t line) {
  bool covered = false;
  for (Entry& entry : entries_) {
    if (line < entry.first_line || line > entry.last_line) continue;
    if (entry.foreign) {
      covered = covered || std::binary_search(entry.codes.begin(), entry.codes.end(), code);
    } else if (entry.all) {
      entry.used = covered = true;
    }
    for (Item& item : entry.items)
      if (!item.broken && item.selector.has(code)) entry.used = item.used = covered = true;
  }
  return covered;
}

static bool any_on(const Selector& selector, const RuleSet& rules) {
  for (const diag::RuleInfo& info : diag::all_rules())
    if (selector.has(info.code) && rules.on(diag::Rule{static_cast<std::uint16_t>(info.code)})) return true;
  return false;
}

// From the blanks before the comment on; a comment that has a line of its own goes with the line.
static diag::Edit removal(const source::SourceManager& sources, source::Span comment, bool own_line) {
  std::string_view text = sources.text(comment.file);
  while (comment.begin > 0 && (text[comment.begin - 1] == ' ' || text[comment.begin - 1] == '\t')) --comment.begin;
  if (own_line) {
    if (comment.end < text.size() && text[comment.end] == '\r') ++comment.end;
    if (comment.end < text.size() && text[comment.end] == '\n') ++comment.end;
  }
  return {comment, ""};
}

void Suppressions::report_unused(const source::SourceManager& sources, const RuleSet& rules, diag::Sink& sink) const {
  for (const Entry& entry : entries_) {
    if (entry.foreign) continue;
    std::string kept;
    std::string unused;
    for (const Item& item : entry.items) {
      bool useless = !item.used && !item.broken && any_on(item.selector, rules);
      std::string& list = useless ? unused : kept;
      if (!list.empty()) list += ", ";
      list += sources.text(item.span);
    }
    if (entry.all ? entry.used : unused.empty()) continue;
    std::string what =
        entry.all ? "there is no finding to switch off here" : cat({"there is no finding of ", unused, " to switch off here"});
    if (kept.empty()) {
      sink.report(rule::unused_suppression, entry.comment, std::move(what))
          .fix("remove the comment", diag::Safety::kSafe, {removal(sources, entry.comment, entry.own_line)});
    } else {
      sink.report(rule::unused_suppression, entry.list, std::move(what))
          .fix(cat({"keep ", kept}), diag::Safety::kSafe, {{entry.list, kept}});
    }
  }
}

}  // namespace stackc::driver::lint
