namespace Trestle.Server;

/// <summary>Refuses a request.</summary>
internal sealed class RefusedException(int status, Problem problem) : Exception(problem.Found)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The reason.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>Refuses a request for something that does not exist.</summary>
    public static RefusedException NotFound(Problem problem) => new(StatusCodes.Status404NotFound, problem);

    /// <summary>Refuses a request that conflicts with the current state.</summary>
    public static RefusedException Conflict(Problem problem) => new(StatusCodes.Status409Conflict, problem);

    /// <summary>Refuses an invalid request.</summary>
    public static RefusedException BadRequest(Problem problem) => new(StatusCodes.Status400BadRequest, problem);
}
