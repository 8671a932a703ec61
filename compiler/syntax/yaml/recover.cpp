// What the parser says when something else was expected, and where it goes on: at the next line of the same or lower indentation that
// continues a block that is open. What lies between is skipped, so that one mistake gives one message.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "diag/rules/yaml.h"
#include "syntax/yaml/checks.h"
#include "syntax/yaml/parser.h"

namespace stackc::yaml {

namespace rule = diag::rule;
using enum TokenType;

bool Parser::fail(std::uint32_t begin, std::uint32_t end, std::string message, std::string help) {
  Problem problem;
  problem.begin = begin;
  problem.end = end;
  problem.message = std::move(message);
  problem.help = std::move(help);
  return fail(std::move(problem));
}

bool Parser::fail(Problem problem) {
  auto size = static_cast<std::uint32_t>(text_.size());
  for (std::uint32_t* offset : {&problem.begin, &problem.end, &problem.label_begin, &problem.label_end}) *offset = std::min(*offset, size);
  failed_at_ = problem.resume_after != 0 ? problem.resume_after : problem.begin;
  stop_ = stop_ || problem.fatal;
  auto report = sink_.report(problem.rule, span(problem.begin, problem.end), std::move(problem.message));
  if (!problem.primary.empty()) report.primary(std::move(problem.primary));
  if (!problem.label.empty()) report.label(span(problem.label_begin, problem.label_end), std::move(problem.label));
  if (!problem.help.empty()) report.help(std::move(problem.help));
  if (++errors_ >= options_.max_errors && !stop_) {
    stop_ = true;
    sink_.report(rule::yaml_budget, span(problem.begin, problem.begin),
                 base::cat({"reading stopped after ", std::to_string(errors_), " errors"}));
  }
  return false;
}

std::uint32_t Parser::line_begin(std::uint32_t offset) const {
  const char* p = text_.data() + std::min<std::size_t>(offset, text_.size());
  const char* begin = text_.data() + (text_.starts_with("\xef\xbb\xbf") ? 3 : 0);
  while (p > begin && p[-1] != '\n' && p[-1] != '\r') --p;
  return static_cast<std::uint32_t>(p - text_.data());
}

// Closes all open collections but `keep`; what was read beyond `offset` is forgotten, since it will be read again.
void Parser::give_up_to(std::size_t keep, std::uint32_t offset) {
  last_end_ = std::min(last_end_, offset);
  auto forget = [this, offset](std::size_t from) {
    while (children_.size() > from && children_.back()->span.end > offset) children_.pop_back();
  };
  while (stack_.size() > keep) {
    const Frame& frame = stack_.back();
    forget(frame.children);
    if (frame.node->span.begin < offset) {
      close(last_end_);
    } else {
      children_.resize(frame.children);
      stack_.pop_back();
    }
  }
  forget(stack_.empty() ? 0 : stack_.back().children);
}

// Goes on at a line that continues an open block, or begins a document. False: there is none, or reading has to stop.
bool Parser::recover() {
  if (stop_) return false;
  const char* base = text_.data();
  const char* end = base + text_.size();
  if (scanner_.scanned() > 8 * text_.size() + 65536) return stop_ = true, false;  // many errors that each look far ahead
  const char* p = base + line_begin(failed_at_);
  const char* first = p;
  while (first < end && *first == ' ') ++first;
  std::uint32_t limit = static_cast<std::uint32_t>(first - p) + 1;
  p = base + failed_at_;
  for (;;) {
    while (p < end && break_length(p) == 0) ++p;
    if (p >= end) break;
    p += break_length(p);
    const char* q = p;
    while (*q == ' ') ++q;
    auto column = static_cast<std::uint32_t>(q - p) + 1;
    if (column > limit || *q == '\0' || *q == '#' || is_break(q) || *q == ']' || *q == '}') continue;
    bool marker = column == 1 && is_document_marker(q);
    bool entry = *q == '-' && is_blank_or_end(q + 1);
    std::size_t keep = stack_.size();
    for (; keep > 0; --keep) {
      const Frame& frame = stack_[keep - 1];
      if (frame.state >= State::kFlowFirst || frame.column != column || marker) continue;
      if (entry == (frame.node->kind == Kind::kSeq)) break;
    }
    if (keep == 0 && !marker && !stack_.empty()) continue;
    give_up_to(keep, static_cast<std::uint32_t>(p - base));
    if (marker && children_.size() > 1) children_.resize(1);
    if (!marker && keep == 0) children_.clear();
    scanner_.resume(static_cast<std::uint32_t>(p - base), keep == 0 ? 0 : column);
    if (keep > 0) {
      Frame& frame = stack_.back();
      if (frame.node->kind == Kind::kMap) {
        if ((children_.size() - frame.children) % 2 != 0) add_empty();
        frame.state = State::kBlockKey;
      }
    }
    return true;
  }
  stop_ = true;
  return false;
}

std::string Parser::seen(const Token& token) const {
  switch (token.type) {
    case kStreamEnd:
      return "the end of the file";
    case kDocumentStart:
      return "`---`";
    case kDocumentEnd:
      return "`...`";
    case kSeqStart:
      return "`-`";
    default:
      break;
  }
  std::uint32_t end = token.end;
  if (end <= token.begin) {
    const char* p = text_.data() + token.begin;
    while (!is_break_or_end(p) && *p != ':') ++p;
    end = static_cast<std::uint32_t>(p - text_.data());
  }
  std::string_view text = text_.substr(token.begin, end - token.begin);
  text = text.substr(0, text.find_first_of("\r\n"));
  if (text.empty()) return "the end of the line";
  return text.size() > 40 ? base::cat({"`", text.substr(0, 40), "`..."}) : base::cat({"`", text, "`"});
}

bool Parser::unexpected(const Token& token) {
  std::uint32_t end = std::max(token.end, std::min<std::uint32_t>(token.begin + 1, static_cast<std::uint32_t>(text_.size())));
  switch (token.type) {
    case kFlowEntry:
      return stack_.empty() || stack_.back().state < State::kFlowFirst
                 ? fail(token.begin, end, "`,` stands outside of `[]` and `{}`", "delete it, or put the text in quotes")
                 : fail(token.begin, end, "nothing stands before this `,`", "delete it");
    case kFlowSeqEnd:
    case kFlowMapEnd:
      return fail(token.begin, end, base::cat({seen(token), " closes nothing"}), "delete it, or open it before");
    case kValue:
      return fail(token.begin, end, "no key stands before this `:`", "write `key: value`, or put the text in quotes");
    case kBlockEntry:
      return fail(token.begin, end, "`- ` cannot stand inside of `[]` and `{}`", "separate the items with `,`");
    case kVersion:
    case kTagDirective: {
      Problem problem;
      problem.rule = rule::yaml_directive;
      problem.begin = token.begin;
      problem.end = end;
      problem.message = "a directive stands inside of a document";
      problem.help = "put `...` before it and `---` after it, or delete it";
      return fail(std::move(problem));
    }
    default:
      return fail(token.begin, end, base::cat({"a value was expected, found ", seen(token)}), "");
  }
}

bool Parser::unexpected_after_document(const Token& token) {
  if (token.type == kError) return fail(scanner_.problem());
  if (token.type == kFlowEntry || token.type == kFlowSeqEnd || token.type == kFlowMapEnd || token.type == kValue) return unexpected(token);
  std::uint32_t end = token.end > token.begin ? token.end : token.begin + 1;
  if (token.type == kMapKey || token.type == kMapStart || token.type == kSeqStart || line_begin(token.begin) > line_begin(last_end_)) {
    const char* p = text_.data() + token.begin;
    while (!is_break_or_end(p) && *p != ':') ++p;
    end = std::max(end, static_cast<std::uint32_t>(p - text_.data()));
    return fail(token.begin, end, base::cat({seen(token), " does not belong to what stands above"}),
                "indent it like the lines that it belongs to; a second document begins with `---`");
  }
  return fail(token.begin, end, base::cat({"nothing may follow here, found ", seen(token)}),
              "begin a new line, or put the whole text in quotes");
}

bool Parser::unexpected_in_block(const Token& token, const Frame& frame) {
  if (token.type == kError) return fail(scanner_.problem());
  if (token.type == kFlowEntry || token.type == kFlowSeqEnd || token.type == kFlowMapEnd || token.type == kVersion ||
      token.type == kTagDirective)
    return unexpected(token);
  bool map = frame.node->kind == Kind::kMap;
  bool new_line = line_begin(token.begin) > line_begin(last_end_);
  std::uint32_t end = token.end > token.begin ? token.end : token.begin + 1;
  if (!new_line)
    return fail(token.begin, end, base::cat({"nothing may follow here, found ", seen(token)}),
                "begin a new line, or put the whole text in quotes");
  if (token.type == kMapKey || token.type == kSeqStart || token.type == kMapStart) {
    const char* p = text_.data() + token.begin;
    while (!is_break_or_end(p) && *p != ':') ++p;
    end = std::max(end, static_cast<std::uint32_t>(p - text_.data()));
  }
  Problem problem;
  problem.begin = token.begin;
  problem.end = end;
  std::uint32_t column = token.begin - line_begin(token.begin) + 1;
  if (map && token.type == kScalar && column == frame.column) {
    problem.message = base::cat({"missing `:` after ", seen(token)});
    problem.help = "a line of a mapping is `key: value`; text that goes on from the line above has to be indented deeper";
    return fail(std::move(problem));
  }
  if (token.type == kBlockEntry || token.type == kSeqStart) {
    problem.message = "a list item stands where a key was expected";
    problem.help = "a block is a mapping or a list, not both; indent the item below the key that it belongs to";
  } else if (column != frame.column) {
    problem.message = base::cat({"bad indentation: ", seen(token), " is in column ", std::to_string(column), ", the ",
                                 map ? "keys" : "items", " beside it in column ", std::to_string(frame.column)});
    problem.help = "indent what belongs together equally";
  } else {
    problem.message =
        map ? base::cat({"a key was expected, found ", seen(token)}) : base::cat({"an item of the list was expected, found ", seen(token)});
    problem.help = map ? "write `key: value`" : "begin it with `- `, or indent it less if the list has ended";
  }
  problem.label_begin = frame.node->span.begin;
  problem.label_end = problem.label_begin + 1;
  problem.label = map ? "the mapping begins here" : "the list begins here";
  return fail(std::move(problem));
}

bool Parser::unexpected_in_flow(const Token& token, const Frame& frame) {
  bool map = frame.node->kind == Kind::kMap;
  std::uint32_t open = frame.node->span.begin;
  std::string_view opening = text_.substr(open, 1);
  const char* closing = map ? "}" : "]";
  if (flow_reference(token)) return false;
  if (token.type == kError) {
    // Many mistakes inside of brackets are a bracket that is missing further up.
    return fail(scanner_.problem());
  }
  bool ended = token.type >= kVersion && token.type <= kStreamEnd;
  bool other_line =
      line_begin(token.begin) > line_begin(last_end_) || (token.type == kValue && line_begin(token.begin) > line_begin(scalar_begin_));
  Problem problem;
  if (ended || (other_line && line_begin(open) < line_begin(token.begin))) {
    problem.begin = open;
    problem.end = open + 1;
    problem.message = base::cat({"this `", opening, "` is never closed"});
    const char* p = text_.data() + open;
    while (!is_break_or_end(p)) ++p;
    problem.label_begin = problem.label_end = static_cast<std::uint32_t>(p - text_.data());
    problem.label = base::cat({"a `", closing, "` is missing, most likely here"});
    if (!ended && token.type != kValue) problem.help = base::cat({"or a `,` before ", seen(token), ", if the text goes on"});
    return fail(std::move(problem));
  }
  problem.begin = token.begin;
  problem.end = std::max(token.end, token.begin + 1);
  problem.message = base::cat({"`,` or `", closing, "` was expected, found ", seen(token)});
  problem.label_begin = open;
  problem.label_end = open + 1;
  problem.label = "opened here";
  problem.help = token.type == kValue ? "put the text in quotes if this `:` belongs to it"
                                      : "separate with `,`; put text with signs such as `{` and `,` in quotes";
  return fail(std::move(problem));
}

// `{url: ${db.url}}`: the braces of the reference are taken for a mapping. True (and reported) if `token` is such a brace.
bool Parser::flow_reference(const Token& token) {
  if (token.type != kFlowMapStart || token.begin == 0 || text_[token.begin - 1] != '$' || stack_.empty() ||
      stack_.back().state < State::kFlowFirst)
    return false;
  const char* base = text_.data();
  std::uint32_t reference = token.begin - 1;
  std::uint32_t begin = std::min(scalar_begin_, reference);
  if (line_begin(begin) != line_begin(reference)) begin = reference;
  const char* p = base + token.begin;
  while (!is_break_or_end(p) && *p != '}') ++p;
  if (*p == '}') ++p;
  std::string_view name = text_.substr(reference, static_cast<std::size_t>(p - base) - reference);
  while (!is_blank_or_end(p) && !is(*p, kFlowSign)) ++p;
  auto end = static_cast<std::uint32_t>(p - base);
  Problem problem;
  problem.rule = rule::yaml_flow_reference;
  problem.begin = begin;
  problem.end = end;
  problem.message = base::cat({"the reference `", name, "` stands unquoted inside `", text_.substr(stack_.back().node->span.begin, 1),
                               stack_.back().node->kind == Kind::kMap ? "}`" : "]`"});
  problem.help = base::cat({"write `\"", text_.substr(begin, end - begin), "\"`"});
  fail(std::move(problem));
  return true;
}

}  // namespace stackc::yaml
