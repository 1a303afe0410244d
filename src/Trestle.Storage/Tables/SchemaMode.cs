namespace Trestle.Storage.Tables;

/// <summary>How the columns of the files of one source may differ. They are matched by name, so their order never matters.</summary>
public enum SchemaMode
{
    /// <summary>A file may lack columns, whose values are then missing, and may bring new ones; both are told.</summary>
    Evolve,

    /// <summary>All files have the same columns; a difference is an error.</summary>
    Strict,
}
