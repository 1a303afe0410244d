using Trestle.Core.Errors;

namespace Trestle.Learners;

/// <summary>The values that a parameter of a learner may have.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
/// <param name="Expected">Both in words, for errors.</param>
/// <param name="Whole">Whether it is a whole number.</param>
internal sealed record ParameterRange(double Low, double High, string Expected, bool Whole = false)
{
    /// <summary>Throws, naming all of them, when a name is not known or a value is outside its range.</summary>
    public static void Check(string learner, IReadOnlyDictionary<string, ParameterRange> known, Parameters parameters)
    {
        List<Problem> problems = [];
        foreach (var (name, value) in parameters)
        {
            if (!known.TryGetValue(name, out var range))
            {
                problems.Add(LearnerErrors.UnknownParameter(learner, name, [.. known.Keys]));
            }
            else if (!range.Holds(value))
            {
                problems.Add(LearnerErrors.BadParameter(learner, name, value, range.Expected));
            }
        }

        if (problems.Count > 0)
        {
            throw new TrestleException(problems);
        }
    }

    private bool Holds(double value) => value >= Low && value <= High && (!Whole || Math.Floor(value) == value);
}
