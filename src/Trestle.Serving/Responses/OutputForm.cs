namespace Trestle.Serving.Responses;

/// <summary>What a response contains for each row; the same for all of them with regression: the value.</summary>
internal enum OutputForm
{
    /// <summary>The predicted class and the probability of every class.</summary>
    Full,

    /// <summary>The predicted class.</summary>
    Labels,

    /// <summary>The model's outputs: the positive class's probability, or a list with the probability of every class.</summary>
    Scores,
}

/// <summary>The names of the forms in a request's <c>params</c>.</summary>
internal static class OutputForms
{
    /// <summary>The parameter with the form.</summary>
    public const string Parameter = "output";

    /// <summary>All names.</summary>
    public const string Names = "full, labels, scores";

    /// <summary>The form with a name, or null.</summary>
    public static OutputForm? Find(string name) => name switch
    {
        "full" => OutputForm.Full,
        "labels" => OutputForm.Labels,
        "scores" => OutputForm.Scores,
        _ => null,
    };
}
