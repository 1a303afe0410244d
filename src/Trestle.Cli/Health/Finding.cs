namespace Trestle.Cli.Health;

/// <summary>How serious a finding is.</summary>
internal enum Level
{
    Ok,
    Warning,
    Problem,
}

/// <summary>The result of one check of the machine or the project.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Level">How serious it is.</param>
/// <param name="Found">What was found.</param>
/// <param name="Fix">What to do about it; null when all is well.</param>
internal sealed record Finding(string Name, Level Level, string Found, string? Fix = null)
{
    public static Finding Ok(string name, string found) => new(name, Level.Ok, found);

    public static Finding Warning(string name, string found, string advice) => new(name, Level.Warning, found, advice);

    public static Finding Problem(string name, string found, string advice) => new(name, Level.Problem, found, advice);

    /// <summary>Runs a check; an exception becomes the finding.</summary>
    public static Finding Of(string name, string advice, Func<string> check)
    {
        try
        {
            return Ok(name, check());
        }
        catch (TrestleException e)
        {
            return Problem(name, e.Problems[0].Found, e.Problems[0].Fix);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Problem(name, e.Message.Split('\n')[0], advice);
        }
    }
}
