#include "emit/make/make_writer.h"

#include "base/text.h"

namespace stackc::emit {

using base::cat;
using std::string;
using std::string_view;

string make_escape(string_view text, bool recipe) {
  string out;
  for (char c : text) {
    if (c == '$') {
      out += "$$";
    } else if (c == '\x01') {
      out += '$';
    } else if (c == '#' && !recipe) {
      out += "\\#";
    } else {
      out += c == '\n' ? ' ' : c;  // a line end would end the recipe line
    }
  }
  return out;
}

void MakeWriter::comment(string_view lines) {
  for (string_view text : base::split(lines, '\n')) body_ += text.empty() ? "#\n" : cat({"# ", text, "\n"});
}

void MakeWriter::blank() {
  if (!body_.empty()) body_ += '\n';
}

void MakeWriter::heading(string_view title) {
  blank();
  body_ += cat({"##@ ", title, "\n"});
}

void MakeWriter::variable(string_view name, string_view sign, string_view value) {
  const string text = make_escape(value, false);
  body_ += cat({name, " ", sign, text.empty() ? "" : " ", text, "\n"});
}

void MakeWriter::line(string_view text) { body_ += cat({base::replace_all(text, kMake, "$"), "\n"}); }

void MakeWriter::rule(const Rule& rule) {
  targets_.push_back(rule.target);
  body_ += cat({"\n", make_escape(rule.target, false), ":", rule.prerequisites.empty() ? "" : " ",
                base::replace_all(rule.prerequisites, kMake, "$")});
  if (!rule.help.empty()) body_ += cat({" ## ", rule.help});
  body_ += '\n';
  for (const string& command : rule.recipe) body_ += cat({"\t", make_escape(command, true), "\n"});
}

string MakeWriter::finish(string_view header) {
  string phony;
  std::size_t column = 0;
  for (const string& target : targets_) {
    if (column != 0 && column + target.size() > 100) {
      phony += " \\\n ";
      column = 1;
    }
    phony += cat({" ", make_escape(target, false)});
    column += target.size() + 1;
  }
  return cat({"# ", header, "\n", body_, "\n.PHONY:", phony, "\n"});
}

}  // namespace stackc::emit
