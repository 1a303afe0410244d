using Trestle.Core.Errors;

namespace Trestle.Serving.Requests;

/// <summary>The reasons that an answer gives for an exception.</summary>
internal static class Reasons
{
    /// <summary>The reasons of a refusal; never empty. Unexpected exceptions are our fault, and are written to the error output.</summary>
    public static IReadOnlyList<Refusal> Of(Exception failed)
    {
        switch (failed)
        {
            case RefusedException refused:
                return refused.Refusals;
            case TrestleException unscorable:
                return [.. unscorable.Problems.Select(ServeErrors.Unscorable)];
            default:
                // Its message may hold a value of the request.
                Console.Error.WriteLine($"{failed.GetType()}\n{failed.StackTrace}");
                return [ServeErrors.Fault()];
        }
    }
}
