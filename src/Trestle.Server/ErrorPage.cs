using System.Net;

namespace Trestle.Server;

/// <summary>The page that a browser shows instead of a problem document.</summary>
internal static class ErrorPage
{
    /// <summary>The page for a problem.</summary>
    public static string Of(int status, Problem problem) => $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Trestle: {status}</title><link rel="stylesheet" href="/trestle.css"></head>
        <body class="alone"><main class="card">
        <p class="quiet mono">{status} · {problem.Code}</p>
        <h1>{Text(problem.Found)}</h1>
        <p>Expected: {Text(problem.Expected)}.</p>
        <p>What to do: {Text(problem.Fix)}.</p>
        <p class="quiet mono">see {problem.Page}</p>
        <p><a href="/pipeline">Go to Pipeline</a></p>
        </main></body></html>
        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
