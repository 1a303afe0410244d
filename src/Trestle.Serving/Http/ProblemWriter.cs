using System.Text.Json;

namespace Trestle.Serving.Http;

/// <summary>Writes problem documents (RFC 9457).</summary>
internal static class ProblemWriter
{
    /// <summary>Answers with a problem.</summary>
    public static async Task WriteAsync(HttpContext http, RequestProblem problem)
    {
        http.Response.StatusCode = problem.Status;
        http.Response.ContentType = "application/problem+json";
        await using (var writer = new Utf8JsonWriter(http.Response.BodyWriter))
        {
            writer.WriteStartObject();
            writer.WriteString("type", $"urn:trestle:error:{problem.Code}");
            writer.WriteString("title", problem.Title);
            writer.WriteNumber("status", problem.Status);
            writer.WriteString("detail", problem.Detail);
            writer.WriteString("code", problem.Code);
            if (problem.Violations is [var first, ..])
            {
                writer.WriteString("field", first.Field);
                writer.WriteNumber("row", first.Row);
                writer.WriteStartArray("errors");
                foreach (var violation in problem.Violations)
                {
                    writer.WriteStartObject();
                    writer.WriteString("field", violation.Field);
                    writer.WriteNumber("row", violation.Row);
                    writer.WriteString("detail", violation.Text);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
