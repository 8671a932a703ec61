// The insides of [ ] and { }.
#include <algorithm>

#include "syntax/yaml/parser.h"

namespace stackc::yaml {

using enum TokenType;

bool Parser::flow_entry(Frame& frame) {
  const Token* token = &scanner_.peek();
  if (token->type != kFlowSeqEnd) {
    if (frame.state != State::kFlowFirst) {
      if (token->type != kFlowEntry) return unexpected_in_flow(*token, frame);
      last_end_ = token->end;
      scanner_.take();
      token = &scanner_.peek();
    }
    frame.state = State::kFlowEntry;
    if (token->type == kKey) {
      Node* map = make_node(Kind::kMap, Style::kFlow, token->begin, token->end);
      last_end_ = std::max(last_end_, token->end);
      Token at = *token;
      scanner_.take();
      return open(map, nullptr, Kind::kMap, Style::kFlow, State::kPairKey, at);
    }
    if (token->type != kFlowSeqEnd) {
      if (token->type == kStreamEnd || token->type == kDocumentStart || token->type == kDocumentEnd)
        return unexpected_in_flow(*token, frame);
      return node(false, false);
    }
  }
  last_end_ = token->end;
  scanner_.take();
  close(last_end_);
  return true;
}

// `a: b` inside of [ ]. Like libyaml, a `? ` without a key swallows the sign that follows it.
bool Parser::pair(Frame& frame) {
  const Token& token = scanner_.peek();
  if (token.type == kError) return fail(scanner_.problem());
  switch (frame.state) {
    case State::kPairKey:
      frame.state = State::kPairValue;
      if (token.type != kValue && token.type != kFlowEntry && token.type != kFlowSeqEnd) return node(false, false);
      last_end_ = token.end;
      scanner_.take();
      add_empty();
      return true;
    case State::kPairValue:
      frame.state = State::kPairEnd;
      if (token.type == kValue) {
        last_end_ = token.end;
        scanner_.take();
        TokenType next = scanner_.peek().type;
        if (next != kFlowEntry && next != kFlowSeqEnd) return node(false, false);
      }
      add_empty();
      return true;
    default:
      close(last_end_);
      return true;
  }
}

bool Parser::flow_key(Frame& frame) {
  const Token* token = &scanner_.peek();
  if (token->type != kFlowMapEnd) {
    if (frame.state != State::kFlowFirstKey) {
      if (token->type != kFlowEntry) return unexpected_in_flow(*token, frame);
      last_end_ = token->end;
      scanner_.take();
      token = &scanner_.peek();
    }
    if (token->type == kKey) {
      last_end_ = std::max(last_end_, token->end);
      scanner_.take();
      frame.state = State::kFlowValue;
      TokenType next = scanner_.peek().type;
      if (next != kValue && next != kFlowEntry && next != kFlowMapEnd) return node(false, false);
      add_empty();
      return true;
    }
    if (token->type != kFlowMapEnd) {
      if (token->type == kStreamEnd || token->type == kDocumentStart || token->type == kDocumentEnd)
        return unexpected_in_flow(*token, frame);
      frame.state = State::kFlowNoValue;
      return node(false, false);
    }
  }
  last_end_ = token->end;
  scanner_.take();
  close(last_end_);
  return true;
}

bool Parser::flow_value(Frame& frame) {
  bool none = frame.state == State::kFlowNoValue;
  frame.state = State::kFlowKey;
  const Token& token = scanner_.peek();
  if (token.type == kError) return fail(scanner_.problem());
  if (!none && token.type == kValue) {
    last_end_ = token.end;
    scanner_.take();
    TokenType next = scanner_.peek().type;
    if (next != kFlowEntry && next != kFlowMapEnd) return node(false, false);
  }
  add_empty();
  return true;
}

}  // namespace stackc::yaml
