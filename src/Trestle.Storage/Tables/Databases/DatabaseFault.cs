namespace Trestle.Storage.Tables.Databases;

/// <summary>What an error of a database is about.</summary>
internal enum DatabaseFault
{
    /// <summary>The server does not answer, or the connection was lost.</summary>
    Connection,

    /// <summary>The user or the password is refused.</summary>
    Credentials,

    /// <summary>The server has no such database, or the file is none.</summary>
    NoDatabase,

    /// <summary>The database has no such table.</summary>
    NoTable,

    /// <summary>The user may not read.</summary>
    NoRight,

    /// <summary>The answer took too long.</summary>
    Timeout,

    /// <summary>Anything else; the database says what.</summary>
    Query,
}
