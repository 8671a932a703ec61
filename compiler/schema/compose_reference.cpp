// The reference page of the Compose format: one table for each object of the key table, in Markdown.
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "schema/compose.h"

namespace stackc::schema::compose {
namespace {

using base::cat;

constexpr std::string_view kIntroduction =
    R"(# Compose files

Made from `compose.def`; every key that Docker Compose 5.6 takes, and how it is treated.

- **takes**: what may stand there once variables are replaced. `distinct`: no entry may stand twice.
- **short form**: how a text or list becomes the long form.
- **merge**: what happens when a later file has the key too. Nothing: the later value replaces, mappings are merged key by key.
- **default**: what is filled in where the key is missing.
- **swarm**: what `docker stack deploy` does with the key; nothing if it takes it.
- **since**: the version of Docker Compose that learned the key; nothing if it is older than these notes.

Where a section says so, keys that begin with `x-` are free for other programs.
)";

struct Word {
  int value;
  std::string_view text;
};
template <std::size_t N, class E>
std::string_view word(const std::array<Word, N>& words, E value) {
  const auto* found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.value == static_cast<int>(value); });
  return found == words.end() ? std::string_view() : found->text;
}
template <class E>
constexpr Word named(E value, std::string_view text) {
  return {static_cast<int>(value), text};
}

constexpr std::array<Word, 11> kMerges = {
    named(Merge::kReplace, "replaced as a whole"),
    named(Merge::kAppend, "appended"),
    named(Merge::kUnique, "appended"),
    named(Merge::kSequence, "appended, as lists"),
    named(Merge::kKeyValue, "by name"),
    named(Merge::kLogging, "options only if the drivers agree"),
    named(Merge::kUlimit, "by name"),
    named(Merge::kDependsOn, "as mappings"),
    named(Merge::kNetworks, "as mappings"),
    named(Merge::kModels, "as mappings"),
    named(Merge::kIpamConfig, "by subnet"),
};
constexpr std::array<Word, 8> kIdentities = {
    named(Identity::kText, "one for each text"),
    named(Identity::kBeforeEquals, "one for each text before `=`"),
    named(Identity::kPort, "one for each address, port and protocol"),
    named(Identity::kTarget, "one for each target"),
    named(Identity::kConfigTarget, "one for each target"),
    named(Identity::kSecretTarget, "one for each target"),
    named(Identity::kDeviceTarget, "one for each target"),
    named(Identity::kEnvFilePath, "one for each path"),
};
constexpr std::array<Word, 22> kShorts = {
    named(Short::kBuild, "`context`"),
    named(Short::kCommand, "words as in a shell"),
    named(Short::kConfig, "`source`"),
    named(Short::kDependsOn, "`condition: service_started`"),
    named(Short::kDevice, "`source:target:permissions`"),
    named(Short::kEnvFile, "`path`"),
    named(Short::kExternal, "`name` inside is `name` beside it"),
    named(Short::kExtends, "`service`"),
    named(Short::kExtraHosts, "`name=address`"),
    named(Short::kGpus, "`count: all`"),
    named(Short::kHealthTest, "a text is `CMD-SHELL`"),
    named(Short::kInclude, "`path`"),
    named(Short::kKeyValue, "`name=value`"),
    named(Short::kListOfOne, "a list of one"),
    named(Short::kModels, "names without options"),
    named(Short::kNetworks, "names without options"),
    named(Short::kPort, "`[ip:][published:]target[/protocol]`"),
    named(Short::kSchedule, "`cron`"),
    named(Short::kSsh, "`default` or `id=path`"),
    named(Short::kText, "a boolean becomes text"),
    named(Short::kUlimit, "both limits"),
    named(Short::kVolume, "`source:target:options`"),
};
constexpr std::array<Word, 4> kSwarms = {
    named(Swarm::kUnknown, "unknown"),
    named(Swarm::kIgnored, "ignored"),
    named(Swarm::kForbidden, "refused"),
    named(Swarm::kDeprecated, "discouraged"),
};

std::string heading(Object object) { return base::replace_all(object_id(object), "_", " "); }
std::string link(Object object) { return cat({"[", heading(object), "](#", base::replace_all(object_id(object), "_", "-"), ")"}); }
bool only_list(Object object) {
  return std::all_of(keys(object).begin(), keys(object).end(), [](const Key& key) { return key.name == "[]"; });
}

std::string scalars_text(const Key& key) {
  std::vector<std::string> words;
  if (key.text == Text::kWords) {
    for (const std::string_view text : base::split(key.words, '|')) words.push_back(cat({"`", text, "`"}));
  } else {
    const std::string_view special = key.text == Text::kBytes ? "size" : key.text == Text::kDuration ? "duration" : "text";
    if ((key.forms & kString) != 0) words.emplace_back(special);
  }
  if ((key.forms & kBool) != 0) words.emplace_back("boolean");
  if ((key.forms & kNumber) != 0) {
    words.emplace_back("number");
  } else if ((key.forms & kInt) != 0) {
    words.emplace_back(key.words.find("..") != std::string_view::npos ? cat({"integer ", key.words}) : "integer");
  }
  if ((key.forms & kNull) != 0) words.emplace_back("nothing");
  return base::join(words, ", ");
}

std::string forms_text(const Key& key) {
  std::vector<std::string> words;
  if (std::string scalars = scalars_text(key); !scalars.empty()) words.push_back(std::move(scalars));
  if ((key.forms & kList) != 0) {
    const Key* row = item(key.element);
    const std::string items = row == nullptr ? "anything" : base::replace_all(forms_text(*row), ", ", " or ");
    words.push_back(cat({(key.forms & kDistinct) != 0 ? "distinct list of " : "list of ", items}));
  }
  if ((key.forms & kMap) != 0) words.push_back(key.element == Object::kNone ? "mapping" : link(key.element));
  return base::join(words, ", ");
}

std::string merge_text(const Key& key) {
  std::string text(word(kMerges, key.merge));
  const std::string_view identity = key.merge == Merge::kKeyValue ? std::string_view() : word(kIdentities, key.identity);
  if (!identity.empty()) text = cat({text, ", ", identity});
  return text;
}

// A cell: a bar would end it.
std::string cell(std::string_view text) { return base::replace_all(text, "|", "\\|"); }

std::string table_row(const Key& key) {
  const std::string name = key.name == "*" ? std::string("*any name*") : cat({"`", key.name, "`"});
  const std::string fallback = key.fallback.empty() ? std::string() : cat({"`", key.fallback, "`"});
  const Key* entry = (key.forms & kList) != 0 ? item(key.element) : nullptr;
  std::string_view short_form = word(kShorts, key.short_form);
  if (short_form.empty() && entry != nullptr) short_form = word(kShorts, entry->short_form);
  return cat({"| ", name, key.required ? " (required)" : "", " | ", cell(forms_text(key)), " | ", cell(short_form), " | ", merge_text(key),
              " | ", cell(fallback), " | ", word(kSwarms, key.swarm), " | ", key.since, " | ", cell(key.doc), " |\n"});
}

// Where objects stand: the first paths found from the root.
class Places {
 public:
  Places() { walk(Object::kRoot, ""); }
  [[nodiscard]] const std::vector<std::string>& of(Object object) const { return paths_[static_cast<std::size_t>(object)]; }

 private:
  void walk(Object object, const std::string& path) {
    constexpr std::size_t kMost = 4;
    for (const Key& key : keys(object)) {
      if (key.element == Object::kNone) continue;
      const std::string inner = cat({path, path.empty() ? "" : ".", key.name});
      std::vector<std::string>& paths = paths_[static_cast<std::size_t>(key.element)];
      if (paths.size() == kMost) continue;
      paths.push_back(inner);
      walk(key.element, inner);
    }
  }
  std::array<std::vector<std::string>, static_cast<std::size_t>(Object::kNone)> paths_;
};

void section(std::string& out, Object object, const Places& places) {
  out += cat({"\n## ", heading(object), "\n\n"});
  if (object != Object::kRoot) {
    std::vector<std::string> paths;
    for (const std::string& path : places.of(object)) paths.push_back(cat({"`", path, "`"}));
    out += cat({"At ", base::join(paths, ", "), "."});
    out += extensible(object) ? " Takes `x-` keys.\n\n" : unknown_keys(object) == Unknown::kAny ? " Takes other keys too.\n\n" : "\n\n";
  } else {
    out += "The whole file. Takes `x-` keys.\n\n";
  }
  out += "| key | takes | short form | merge | default | swarm | since | meaning |\n|---|---|---|---|---|---|---|---|\n";
  std::vector<const Key*> rows;
  for (const Key& key : keys(object))
    if (key.name != "[]") rows.push_back(&key);
  std::sort(rows.begin(), rows.end(), [](const Key* a, const Key* b) { return a->name < b->name; });
  for (const Key* key : rows) out += table_row(*key);
}

}  // namespace

std::string reference_page() {
  std::string out(kIntroduction);
  const Places places;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Object::kNone); ++i) {
    const auto object = static_cast<Object>(i);
    if (!only_list(object)) section(out, object, places);
  }
  return out;
}

}  // namespace stackc::schema::compose
