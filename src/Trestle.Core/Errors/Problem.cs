namespace Trestle.Core.Errors;

/// <summary>One thing that went wrong, said so that a person can fix it.</summary>
/// <param name="Code">Number of the error, <c>TRrrnn</c>: stage <c>rr</c> (00 for what belongs to no stage), error <c>nn</c>.</param>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected instead.</param>
/// <param name="Where">Where: <c>file:line:column</c>, a column, a row, a unit of work.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record Problem(string Code, string Found, string Expected, string Where, string Fix)
{
    /// <summary>The last lines that a program printed, where one failed; empty otherwise.</summary>
    public IReadOnlyList<string> Printed { get; init; } = [];

    /// <summary>The page that explains the error, relative to the repository.</summary>
    public string Page => $"docs/errors/{Code}.md";

    /// <summary>What was found, then each further part on a line of its own, as the terminal shows them.</summary>
    public override string ToString() =>
        $"{Code} {Found}\n{string.Concat(Printed.Select(line => $"    {line}\n"))}"
            + $"  expected  {Expected}\n  where     {Where}\n  fix       {Fix}\n  see       {Page}";
}
