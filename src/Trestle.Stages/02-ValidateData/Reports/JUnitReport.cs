using System.Globalization;
using System.Text;
using System.Xml;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Validation;

namespace Trestle.Stages.ValidateData.Reports;

/// <summary>
/// A validation as JUnit XML, which build servers show: a test case for each check; one of severity error that failed is a failure, a
/// warning that failed is told in the output of a case that passed.
/// </summary>
public static class JUnitReport
{
    /// <summary>The document.</summary>
    public static string Write(ValidationReport report)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true };
        using (var xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Clean($"trestle validate {report.File}"));
            xml.WriteAttributeString("timestamp", report.Time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
            Number(xml, "tests", report.Checks.Count);
            Number(xml, "failures", report.Failed(Severity.Error).Count());
            Number(xml, "errors", 0);
            Number(xml, "skipped", 0);
            xml.WriteAttributeString("time", "0");
            foreach (var check in report.Checks)
            {
                Case(xml, check);
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{text.Replace("\r", "")}\n";
    }

    private static void Case(XmlWriter xml, CheckResult check)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(check.Column ?? "table"));
        xml.WriteAttributeString("name", Clean($"{check.Name}: {check.Expected}"));
        xml.WriteAttributeString("time", "0");
        if (!check.Passed)
        {
            var rows = string.Concat(check.Examples.Select(row => $"\nrow {row.Row}{(row.Value is null ? "" : $": {row.Value}")}"));
            var isError = check.Severity == Severity.Error;
            xml.WriteStartElement(isError ? "failure" : "system-out");
            if (isError)
            {
                xml.WriteAttributeString("type", check.Name);
                xml.WriteAttributeString("message", Clean(check.Found));
            }

            xml.WriteString(Clean(
                $"{check.Severity.ToString().ToLowerInvariant()}: expected {check.Expected}; found: {check.Found}{rows}"));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Number(XmlWriter xml, string name, int value) =>
        xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The text without what XML cannot hold.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                clean.Append(text, i++, 2);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }
}
