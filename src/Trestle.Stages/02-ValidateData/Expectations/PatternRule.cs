using System.Text.RegularExpressions;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>An expectation of the regular expressions that match texts.</summary>
internal abstract record PatternRule : TextRule
{
    /// <summary>The expressions.</summary>
    protected abstract IReadOnlyList<string> Expressions { get; }

    /// <inheritdoc/>
    protected sealed override bool IsSlow => true;

    /// <inheritdoc/>
    public sealed override IEnumerable<Problem> Mistakes(string where)
    {
        foreach (var pattern in Expressions)
        {
            if (Fault(pattern) is { } fault)
            {
                yield return ExpectationErrors.BadPattern(Name, Column, pattern, fault);
            }
        }
    }

    /// <summary>Whether it holds for a text that this many of the expressions match.</summary>
    protected abstract bool Holds(int matches);

    /// <inheritdoc/>
    protected sealed override Func<string, bool> Test()
    {
        Regex[] compiled = [.. Expressions.Select(Compile)];
        return text => Holds(compiled.Count(pattern => pattern.IsMatch(text)));
    }

    private static string? Fault(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            return problem.Message;
        }
    }

    /// <summary>Without backtracking, so that no pattern takes more than linear time.</summary>
    private static Regex Compile(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
