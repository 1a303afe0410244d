namespace Trestle.Core.Errors;

/// <summary>Stops a command with one or more problems that a person can act on.</summary>
public sealed class TrestleException : Exception
{
    /// <summary>Stops with several problems at once, as a reader of a configuration file does.</summary>
    public TrestleException(IReadOnlyList<Problem> problems, ExitCode exitCode = ExitCode.Mistake, Exception? inner = null)
        : base(string.Join("\n", problems), inner)
    {
        Problems = problems;
        ExitCode = exitCode;
    }

    /// <summary>Stops with one problem.</summary>
    public TrestleException(Problem problem, ExitCode exitCode = ExitCode.Mistake, Exception? inner = null)
        : this([problem], exitCode, inner)
    {
    }

    /// <summary>What went wrong, in the order in which it was found; never empty.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>The exit code when nobody handles this.</summary>
    public ExitCode ExitCode { get; }
}
