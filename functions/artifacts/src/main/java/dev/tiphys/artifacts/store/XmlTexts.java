package dev.tiphys.artifacts.store;

import dev.tiphys.artifacts.ArtifactFailure;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/// The texts of an XML document, by the names of their elements. Without DTDs or entities.
record XmlTexts(Map<String, List<String>> texts) {
  static XmlTexts of(byte[] xml) {
    var factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    Map<String, List<String>> texts = new HashMap<>();
    try {
      var reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
      var text = new StringBuilder();
      while (reader.hasNext()) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> text.setLength(0);
          case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            texts
                .computeIfAbsent(reader.getLocalName(), _ -> new ArrayList<>())
                .add(text.toString());
            text.setLength(0);
          }
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      throw new ArtifactFailure("the server should have answered XML");
    }
    return new XmlTexts(texts);
  }

  /// Those of all elements called so.
  List<String> all(String name) {
    return texts.getOrDefault(name, List.of());
  }

  /// That of the first element called so; empty if there is none.
  String first(String name) {
    var all = all(name);
    return all.isEmpty() ? "" : all.getFirst();
  }
}
