// Small questions that many rules of compose files ask: services and their variables, places in the text, edits of whole lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "rules/compose/rules.h"

namespace stackc::rules::compose {

using base::cat;
using model::Member;
using model::Value;

const Value* map_of(const Value& object, std::string_view key);   // the member if it is a mapping, else nullptr
const Value* list_of(const Value& object, std::string_view key);  // the member if it is a list, else nullptr
template <class F>
void each_service(const Value& root, F f) {  // f(const Member&): the value is a mapping
  if (const Value* services = map_of(root, "services"))
    for (const Member& service : *services->map)
      if (service.value != nullptr && service.value->is_map()) f(service);
}
bool is_remote(std::string_view context);  // a build context that is no folder of this machine

// One entry of environment, labels, args ...: a member of the mapping, or an item `NAME=value` of the list.
struct Setting {
  std::string_view name;
  std::optional<std::string> value;  // none: taken from the environment
  source::Span span;                 // of the whole item, or of the value
  const Value* item = nullptr;
};
std::vector<Setting> settings(const Value* value);

// The place of text[begin, end) of a scalar; the whole scalar where the text does not stand in the file as it is.
source::Span part(const source::SourceManager& sources, const Value& scalar, std::size_t begin, std::size_t end);
source::Span part(const source::SourceManager& sources, source::Span span, std::string_view wanted);  // `span` if it is not in it
// The lines of a member of a block mapping, so that they can go; none if something else stands on them.
std::optional<source::Span> whole_lines(const source::SourceManager& sources, const Member& member);
std::string_view indentation(const source::SourceManager& sources, source::Span key);  // blanks before a key; "" and more if none
std::string double_quoted(std::string_view text);                                      // a YAML scalar
bool is_block(const source::SourceManager& sources, const Value& collection);          // written without brackets
source::Span place(const Member& member);                                              // its key, else its value

// The names that a file of variables sets, read once for each path; empty without a disk or a file.
class EnvFiles {
 public:
  explicit EnvFiles(const Input& input) : disk_(input.disk) {}
  const std::vector<std::string>& names(std::string_view path);

 private:
  base::FileSystem* disk_;
  std::unordered_map<std::string, std::vector<std::string>> known_;
};
template <class F>
void each_env_file(const Value& service, F f) {  // f(path, its place)
  if (const Value* list = list_of(service, "env_file")) {
    for (const Value* item : *list->list) {
      const Value* path = item->is_string() ? item : item->find("path");
      if (path != nullptr && path->is_string()) f(path->text, path->span.valid() ? path->span : item->span);
    }
  }
}

// What a health check runs: words, and the whole text for the shell.
struct Test {
  std::vector<const Value*> words;  // without CMD and CMD-SHELL
  const Value* shell = nullptr;     // CMD-SHELL or a text
  bool none = false;                // NONE
};
std::optional<Test> health_test(const Value& service);  // none if the service has no healthcheck of its own

bool has_word(std::string_view text, std::string_view word, std::size_t& at);  // as a program name: /usr/bin/curl counts

}  // namespace stackc::rules::compose
