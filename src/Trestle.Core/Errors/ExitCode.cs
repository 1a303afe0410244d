namespace Trestle.Core.Errors;

/// <summary>How a command ended.</summary>
public enum ExitCode
{
    /// <summary>Everything that was asked for was done.</summary>
    Done = 0,

    /// <summary>The input, the configuration or the command line has to change.</summary>
    Mistake = 1,

    /// <summary>A gate refused: the work was done, and its result is not good enough.</summary>
    Refused = 2,

    /// <summary>Trestle itself is at fault.</summary>
    Bug = 3,
}
