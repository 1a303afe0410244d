namespace Trestle.Serving.Requests;

/// <summary>The form of rows in a body, which decides how a place in it is named.</summary>
internal enum Layout
{
    /// <summary>Lines of text.</summary>
    Lines,

    /// <summary>A list of objects.</summary>
    Records,

    /// <summary>A list of lists.</summary>
    Lists,

    /// <summary>An object of lists, one per column.</summary>
    Columns,
}
