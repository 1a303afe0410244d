namespace Trestle.Rows.Steps;

/// <summary>What a step did to a text that people should be told.</summary>
public enum TextRemark
{
    /// <summary>Nothing to tell.</summary>
    None,

    /// <summary>It has no standard form and stays as it is.</summary>
    Kept,

    /// <summary>It has no standard form and becomes "no value".</summary>
    Emptied,

    /// <summary>It has no standard form; its row is set aside in training, and in requests it becomes "no value".</summary>
    SetAside,

    /// <summary>A time of day that the clocks of its zone skipped; it is read as if they had not been put forward yet.</summary>
    SkippedTime,

    /// <summary>A time of day that the clocks of its zone showed twice; it is read as the first.</summary>
    RepeatedTime,
}

/// <summary>A fitted step that can say which texts it could not read as they stand.</summary>
public interface ITextRemarks : IFittedStep
{
    /// <summary>The columns.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>What is to be told of a text.</summary>
    TextRemark RemarkOn(string text);
}
