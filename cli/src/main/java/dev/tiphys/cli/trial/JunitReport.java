package dev.tiphys.cli.trial;

import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Outcomes as the XML that JUnit's runners write and CI servers read: a suite for each file.
public final class JunitReport {
  private final XMLStreamWriter xml;

  private JunitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /// The whole report.
  public static String of(List<Outcome> outcomes) {
    var text = new StringWriter();
    try {
      var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      new JunitReport(xml).write(outcomes);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.append('\n').toString();
  }

  private void write(List<Outcome> outcomes) throws XMLStreamException {
    var files =
        outcomes.stream()
            .collect(Collectors.groupingBy(Outcome::file, LinkedHashMap::new, Collectors.toList()));
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    counts(outcomes);
    for (Map.Entry<String, List<Outcome>> file : files.entrySet()) {
      xml.writeCharacters("\n  ");
      xml.writeStartElement("testsuite");
      attribute("name", file.getKey());
      counts(file.getValue());
      for (var outcome : file.getValue()) {
        xml.writeCharacters("\n    ");
        testCase(outcome);
      }
      xml.writeCharacters("\n  ");
      xml.writeEndElement();
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void counts(List<Outcome> outcomes) throws XMLStreamException {
    var failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
    attribute("tests", Integer.toString(outcomes.size()));
    attribute("failures", Long.toString(failed));
    attribute("errors", "0");
    attribute("skipped", "0");
    attribute(
        "time",
        seconds(outcomes.stream().map(Outcome::took).reduce(Duration.ZERO, Duration::plus)));
  }

  private void testCase(Outcome outcome) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute("classname", outcome.file());
    attribute("name", outcome.test());
    attribute("file", outcome.file());
    attribute("line", Integer.toString(outcome.line()));
    attribute("time", seconds(outcome.took()));
    if (!outcome.passed()) {
      xml.writeStartElement("failure");
      attribute("message", outcome.failures().getFirst());
      xml.writeCharacters(legal(String.join("\n", outcome.failures())));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
  }

  /// XML 1.0 cannot hold all characters, not even escaped.
  private static String legal(String text) {
    return text.codePoints()
        .map(
            c ->
                c == '\t'
                        || c == '\n'
                        || c == '\r'
                        || c >= 0x20 && c <= 0xD7FF
                        || c >= 0xE000 && c <= 0xFFFD
                        || c >= 0x10000
                    ? c
                    : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
