// The lossless Dockerfile tree. read() takes a file and gives its items in order; their spans cover every byte of the file, so nothing is
// lost between them.
//
// What the reader decides, as BuildKit's parser does:
//   directives    `# name=value` lines at the very top, before any comment, blank line or instruction: syntax, escape, check
//   lines         end at \n or \r\n; an instruction goes on after the escape character at a line's end (blanks may follow it); comment
//   lines and blank lines
//                 in between belong to the instruction and say nothing
//   flags         words that begin with `--`, up to the first that does not
//   forms         RUN, CMD, ENTRYPOINT, SHELL, COPY, ADD, VOLUME take a JSON array of strings; what is no such array is plain text
//   heredocs      <<NAME, <<-NAME, <<"NAME" on RUN, COPY, ADD: the lines that follow, up to the name on a line of its own
// Errors go to the sink and reading goes on with the next instruction.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "source/source.h"

namespace stackc::dockerfile {

enum class ItemKind : std::uint8_t { kDirective, kComment, kBlank, kInstruction };

struct Flag {
  std::string name;   // without `--`
  std::string value;  // "" if there is no `=`
  bool has_value = false;
};
struct Heredoc {
  std::string name;
  std::string body;    // with its line ends; leading tabs removed if chomp
  bool expand = true;  // the name was not quoted
  bool chomp = false;  // <<-
  source::Span span;   // of the body and the closing line
};
struct Item {
  ItemKind kind = ItemKind::kBlank;
  source::Span span;  // whole lines, line ends included
  std::string name;   // directive: lower-case; instruction: upper-case keyword
  std::string
      text;  // directive: value; comment: after `#`, trimmed; instruction: the logical line after keyword and flags, continuations joined
  source::Span name_span;  // instruction: the keyword
  std::vector<Flag> flags;
  bool json = false;                                       // text is a JSON array of strings
  std::vector<std::string> words;                          // json: its strings; else the blank-separated words of the text, quotes kept
  std::vector<std::pair<std::string, std::string>> pairs;  // ENV, LABEL, ARG: name and value, unquoted; ARG without `=`: has_default false
  std::vector<bool> has_default;                           // of pairs, ARG
  std::vector<Heredoc> heredocs;
};

struct File {
  std::vector<Item> items;
  char escape = '\\';
};

File read(const source::SourceManager& sources, source::FileId file, diag::Sink& sink);

// One word as BuildKit's shell lexer reads it, but with variables left alone: quotes and escapes go, `$NAME` becomes `${NAME}`, an escaped
// `$` becomes `$`.
std::string unquote(std::string_view word, char escape);

// The strings of a JSON array of strings, or false if the text is none.
bool parse_json_words(std::string_view text, std::vector<std::string>& words);

std::string dump(const File& file, const source::SourceManager& sources, source::FileId id);

}  // namespace stackc::dockerfile
